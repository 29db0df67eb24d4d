/** The workflow types of this service, and nothing else: whatever is exported here registers. */
export { crossingCase } from './crossing-case.ts';
export { letterSending } from './letter-sending.ts';
export { periodicReport } from './periodic-report.ts';
export { serviceDuty } from './service-duty.ts';
export { webhookSending } from './webhook-sending.ts';
