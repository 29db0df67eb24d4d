/** The registry as the settings have it. */
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import type { RegistryOptions } from '../registry/open.ts';

/** What it is opened with; `log` hears of slow statements. */
export function registryOptions(
  { databaseUrl, dataDir, connections, limits, slowMs }: Settings,
  log: Logger,
): RegistryOptions {
  return {
    databaseUrl,
    dataDir,
    connections,
    limits,
    watch: { slowMs, slow: (statement) => log.warn(statement, 'slow statement') },
  };
}
