/**
 * Takes the pictures of a waiting case in the Temporal Web UI: `npm run screenshots`. Needs chromium.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { openDesk, openingEvents, roundHeld } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { openBrowser } from './browser.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const CASE = 'LIVE-1';

/** A case that has asked the other side and waits. */
async function waitingCase(desk: Desk): Promise<void> {
  const at = new Date().toISOString().slice(0, 10);
  const by = { at, by: 'EMB-CO-1' };
  const signed = { statementRef: 'ST-1', language: 'ko', signed: true };
  const events: readonly TestEvent[] = [
    ...openingEvents(CASE),
    roundHeld(`${CASE}-03`, at),
    { id: `${CASE}-04`, type: 'willingness.stated', value: 'unwilling', ...by, ...signed },
    { id: `${CASE}-05`, type: 'mobilization.concluded', ...by },
    { id: `${CASE}-06`, type: 'consent.requested', ...by, correlationId: 'M2-1' },
  ];
  await desk.open(CASE);
  for (const event of events) await desk.submit(CASE, event);
}

function shows(text: string): string {
  return `document.body.innerText.includes(${JSON.stringify(text)})`;
}

const desk = await openDesk({ webUi: true });
const browser = await openBrowser(CHROMIUM, { width: 1440, height: 1000 });
try {
  await mkdir(IMAGES, { recursive: true });
  await waitingCase(desk);
  const { runId } = await desk.handle(CASE).describe();
  const { uiUrl = '' } = desk.stack;
  const id = encodeURIComponent(caseWorkflowId(CASE));
  const page = `${uiUrl}/namespaces/default/workflows/${id}/${runId}`;
  const pictures = [
    [`${page}/history`, shows('Workflow Task'), 'web-ui.png'],
    [`${page}/user-metadata`, 'document.querySelector("iframe") !== null', 'web-ui-details.png'],
    [`${page}/search-attributes`, shows('CrossingAwaits'), 'web-ui-attributes.png'],
  ] as const;
  for (const [url, shown, name] of pictures) {
    await browser.takePicture(url, shown, join(IMAGES, name));
    process.stderr.write(`docs/images/${name}\n`);
  }
} finally {
  await browser.close();
  await desk.stop();
}
