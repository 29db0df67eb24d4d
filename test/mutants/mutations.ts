/**
 * Seeded faults: each a change of one place in the charts, the vocabulary or the kernel.
 */

/** One fault: in a file, a text that occurs once, and what stands there instead. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** All of them. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'guard dropped: settle without a living consent',
    file: 'machines/outbound/status.ts',
    from: "  'isConsentLive',\n",
    to: '',
  },
  {
    name: 'guard dropped: settle although clause 3 is not clear',
    file: 'machines/outbound/status.ts',
    from: "  'isClause3Clear',\n",
    to: '',
  },
  {
    name: 'guard dropped: mobilization concluded whatever the person said',
    file: 'machines/shared/states/mobilization.ts',
    from: "['isRoundsHeld', 'isUnwilling']",
    to: "['isRoundsHeld']",
  },
  {
    name: 'guard dropped: penalty for those already across',
    file: 'machines/shared/regions/penalty.ts',
    from: "and(['isScreened', 'isLaterCrosser'])",
    to: "and(['isScreened'])",
  },
  {
    name: 'guard dropped: return without acceptance',
    file: 'machines/shared/regions/return-path.ts',
    from: "and([...FREE_TO_LEAVE, 'isReturnAccepted', 'isAcceptedReturn'])",
    to: 'and([...FREE_TO_LEAVE])',
  },
  {
    name: 'guard dropped: handover while a child’s case is open',
    file: 'machines/shared/states/repatriation.ts',
    from: "const FREE_TO_LEAVE = ['isWithoutLocalProceedings', 'isHouseholdDecided'] as const;",
    to: "const FREE_TO_LEAVE = ['isWithoutLocalProceedings'] as const;",
  },
  {
    name: 'guard dropped: who must be approved is refused',
    file: 'machines/exit/decision.ts',
    from: "{ guard: and(['isBarred', 'isBarredForGood']), target: 'refusal-review' }",
    to: "{ target: 'refusal-review' }",
  },
  {
    name: 'target changed: a declined passport goes to the disposition review',
    file: 'machines/outbound/status.ts',
    from: "'passport.declined': { target: 'status-choice'",
    to: "'passport.declined': { target: 'disposition-review'",
  },
  {
    name: 'target changed: protection not recognised ends the stay at once',
    file: 'machines/shared/regions/safeguard.ts',
    from: "'protection.not-recognised': 'reviewable'",
    to: "'protection.not-recognised': 'clear'",
  },
  {
    name: 'target changed: decided without a hearing',
    file: 'machines/shared/states/repatriation.ts',
    from: "initial: 'hearing'",
    to: "initial: 'decision'",
  },
  {
    name: 'region forgotten: absence is not waited for',
    file: 'machines/shared/procedures.ts',
    from: "      { in: 'presence.absent', code: 'CASE_SUSPENDED', shows: 'suspended', rule: 'A30, I21' },\n",
    to: '',
  },
  {
    name: 'region forgotten: clause 3 confirmed, and the main region is not told',
    file: 'machines/shared/regions/clause3.ts',
    from: "            raise({ type: 'internal.clause3-confirmed' }),\n",
    to: '',
  },
  {
    name: 'stay not asked: a handover is completed under it',
    file: 'machines/shared/vocabulary/return.ts',
    from: "  'handover.completed': {\n    class: 'decision',\n    coercive: true,",
    to: "  'handover.completed': {\n    class: 'decision',",
  },
  {
    name: 'stay not asked: the kernel passes over it',
    file: 'machines/kernel/refusals.ts',
    from: 'if (!isStayed(at)) return undefined;',
    to: 'if (!isStayed(at) || row.coercive === true) return undefined;',
  },
  {
    name: 'a timer that decides: the end of the window upholds a refusal',
    file: 'machines/exit/decision.ts',
    from: "'review.window-elapsed': 'refusal-ready'",
    to: "'review.window-elapsed': '#outcome.exit-refused'",
  },
  {
    name: 'four eyes: an order by one officer',
    file: 'machines/shared/vocabulary/return.ts',
    from: "readFacts(facts).procedure === 'outbound' ? MINISTRIES : ['FAO-LN', ...MINISTRIES],\n      twoBodies: true,",
    to: "readFacts(facts).procedure === 'outbound' ? MINISTRIES : ['FAO-LN', ...MINISTRIES],\n      twoBodies: true,\n      when: () => false,",
  },
  {
    name: 'four eyes: a second body is not required',
    file: 'machines/kernel/entitled.ts',
    from: "if (second.notOf === officer.body) return 'FOUR_EYES_SAME_BODY';",
    to: "if (second.notOf === '') return 'FOUR_EYES_SAME_BODY';",
  },
  {
    name: 'four eyes: the proposer may approve',
    file: 'machines/shared/vocabulary/settlement.ts',
    from: '    proposers: (facts) => readFacts(facts).passportProposer ?? [],\n',
    to: '',
  },
  {
    name: 'four eyes: nobody can be the second',
    file: 'machines/shared/vocabulary/person.ts',
    from: "second: { roles: ['PRO-OF'] }",
    to: "second: { roles: ['SERVICE'] }",
  },
  {
    name: 'correlation not compared',
    file: 'machines/kernel/refusals.ts',
    from: "return event['correlationId'] !== row.answers(at.facts, effectiveAt);",
    to: 'return row.answers(at.facts, effectiveAt) === undefined;',
  },
  {
    name: 'done stays done, broken: the investigation is asked for again',
    file: 'machines/outbound/investigation.ts',
    from: "always: [{ guard: 'isInvestigationDone', target: 'done' }, { target: 'open' }]",
    to: "always: [{ target: 'open' }]",
  },
  {
    name: 'memory: a consent withdrawn is kept',
    file: 'machines/shared/states/consent-check.ts',
    from: '  crossing.assign({ consent: null }),\n  letter(',
    to: '  crossing.assign({}),\n  letter(',
  },
  {
    name: 'documents: an order outlives the person',
    file: 'machines/shared/states/every-state.ts',
    from: "      ...takeBack(CLOSED, 'the person has died'),\n",
    to: '',
  },
  {
    name: 'documents: a number is given twice',
    file: 'machines/kernel/effects.ts',
    from: 'filter((document) => document.kind === kind).length + 1',
    to: "filter((document) => document.kind === kind && document.status === 'valid').length + 1",
  },
  {
    name: 'dead end: nobody reappears',
    file: 'machines/shared/regions/presence.ts',
    from: "      on: { 'person.reappeared': 'present' },\n",
    to: '',
  },
  {
    name: 'chance: the same log gives two answers',
    file: 'machines/shared/guards/exit-rules.ts',
    from: 'isInScope: branch(({ event }: Asked) => event.inScope === true)',
    to: 'isInScope: branch(({ event }: Asked) => event.inScope === true && Math.random() < 0.9)',
  },
];
