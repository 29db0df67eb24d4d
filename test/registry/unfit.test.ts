import { sql } from 'kysely';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/registry/migrations/index.ts';
import { onBothDrivers } from '../support/registries.ts';

onBothDrivers((opened) => {
  const run = (statement: string) => sql.raw(statement).execute(opened().link.db);
  let steps: readonly unknown[] = [];
  beforeAll(async () => {
    await run('create table steps as select * from kysely_migration');
  });
  afterEach(async () => {
    await run('delete from kysely_migration');
    await run('insert into kysely_migration select * from steps');
  });

  const taken = async () => (await run('select name from kysely_migration order by name')).rows;

  test('a registry of a later version is left as it is, and whoever starts is told so', async () => {
    await run("insert into kysely_migration values ('999-later', '2031-01-01')");
    steps = await taken();
    await expect(migrate(opened().link.db)).rejects.toMatchObject({
      code: 'REGISTRY_NEWER',
      message: expect.stringMatching(
        /^REGISTRY_NEWER: .*999-later.*docs\/backup.md.*Nothing was changed/,
      ),
    });
    expect(await taken()).toEqual(steps);
  });

  test('one that lacks a step before its last is left as it is, and told what to do', async () => {
    await run("delete from kysely_migration where name = '002-entries-stand'");
    steps = await taken();
    await expect(migrate(opened().link.db)).rejects.toMatchObject({
      code: 'REGISTRY_OUT_OF_ORDER',
      message: expect.stringMatching(
        /lacks 002-entries-stand.*rebuild --from-exports.*CROSSING_DATA_DIR/,
      ),
    });
    expect(await taken()).toEqual(steps);
  });

  test('one that is up to date is fit', async () => {
    await expect(migrate(opened().link.db)).resolves.toBeUndefined();
  });
});
