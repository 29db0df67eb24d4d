/**
 * Cases whose rows were made again from what is outside the registry. A case without such a row was
 * recorded by its own workflow, or came from a back-up.
 */
export const REBUILT: readonly string[] = [
  `create table rebuilt (
    case_no text primary key references cases,
    at text not null,
    source text not null,
    missing text[] not null
  )`,
];
