import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { CliFailure, EXIT, wrongUse } from '../exit-codes.ts';
import { settingsOf } from '../io.ts';
import { findService } from '../service.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly as: string;
}

/** `sign-in`: a token of the development issuer. */
export const addSignIn: AddCommand = (program, io, end) => {
  declare(
    program,
    'sign-in',
    [
      'Print a token by which an officer is signed in for an hour.',
      'From the development issuer of the embedded stack, with the officer’s key of the data folder; commands take it from CROSSING_TOKEN. Besides those who decide there are auditor-1, researcher-1 and administrator-1, -2, -3.',
    ],
    ['sign-in --as EMB-HD-1', 'sign-in --as EMB-HD-1 --json'],
  )
    .requiredOption('--as <officer>', 'who signs in')
    .action(async ({ as: officer, json }: Options) => {
      const { loadPrivateKey } = await import('../../officers/keys.ts');
      const { JWT_BEARER, signAssertion } = await import('../../sign-in/development.ts');
      const { dataDir } = settingsOf(io);
      const url = `${(await findService(io)).url}/issuer`;
      const key = await loadPrivateKey(dataDir, officer).catch((error: unknown) => {
        throw wrongUse(error instanceof Error ? error.message : String(error));
      });
      const assertion = await signAssertion({ officer, key, url, now: new Date() });
      const body = new URLSearchParams({ grant_type: JWT_BEARER, assertion });
      const answer = await io.fetch(`${url}/token`, { method: 'POST', body }).catch(() => {
        throw new CliFailure(EXIT.away, `No service at ${url}.`);
      });
      const found = (await answer.json().catch(() => ({}))) as JsonObject;
      const token = found['access_token'];
      if (typeof token !== 'string') {
        const why = textOf(found['error_description'] ?? 'it has no development issuer');
        throw wrongUse(`${url} gives no token: ${why}`);
      }
      io.out(json === true ? JSON.stringify(found) : token);
      end(EXIT.done);
    });
};
