-- Once, in an empty database server: Temporal makes its own two databases, the registry has one.
create role temporal login createdb password 'temporal';
create role crossing login password 'crossing';
create database crossing owner crossing;
