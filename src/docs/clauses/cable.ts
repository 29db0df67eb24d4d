/**
 * The clauses of the cable of 17 December 1957, each with a short quote.
 */
import type { Clause } from './clause.ts';

/** 0a to 5b. */
export const CABLE: readonly Clause[] = [
  {
    id: '0a',
    says: '"leniently approve legal border crossings, while severely punishing illegal"',
    noBehaviour: 'A principle for both sides; it is read into 4c and 4d.',
  },
  { id: '0b', says: '"request for instructions"' },
  { id: '1a', says: '"in principle we should still mobilize them to return"' },
  {
    id: '1b',
    says: '"still unwilling … and the [North] Korean side consents … do not need to be repatriated"',
  },
  {
    id: '1c',
    says: '"can be issued an emigrant passport following an investigation and education by the [Chinese] Embassy"',
  },
  {
    id: '1d',
    says: '"If they request to renounce … you can also process this according to the principles"',
  },
  { id: '2a', says: '"we should, in principle, repatriate them"' },
  {
    id: '2b',
    says: '"indeed inconvenient … can continue their residency … after the approval of the [North] Korean side"',
  },
  {
    id: '2c',
    says: '"If the necessity arises in the future, then they can be mobilized to return"',
  },
  {
    id: '3',
    says: '"committed a crime or has a pending civil or criminal case in their home country, both sides … should absolutely repatriate them"',
  },
  {
    id: '4a',
    says: '"continue to strictly comply with the relevant provisions" of the record of June 1955',
  },
  {
    id: '4b',
    says: '"all the necessary measures to prevent and stop residents"',
  },
  { id: '4c', says: 'who crosses illegally from today onward "should be punished severely"' },
  {
    id: '4d',
    says: '"in principle, leniently approve applications to go to [North] Korea from ethnic Koreans in China"',
  },
  {
    id: '4e',
    says: '"As long as the applicant does not have any political issues or a pending civil or criminal case, all applications which are justified should all be approved"',
  },
  {
    id: '4f',
    says: '"ask the [North] Korean side to take all necessary measures and operate in close coordination"',
  },
  {
    id: '5a',
    says: '"At the appropriate time, please inform the [North] Korean side"',
  },
  { id: '5b', says: '"If you have any views, please inform us"' },
];
