/** What the causes of addressing look at: whether it is this one address that is not reached, while others on the same way are. */
import { whatIsSeen } from '../../exchange/availability.ts';
import type { See } from '../cause.ts';
import { askedOf, othersShown } from '../sight.ts';

/** The same server shows another mailbox of the same server: the way between the two is open. */
export const wayIsOpen: See = othersShown((other, lookup) => other.requester.server === lookup.requester.server
  && other.target.server === lookup.target.server && other.target.address !== lookup.target.address);

/** Every other requester that was observed fails over the same target too. `[]` when one is shown it; undefined: nobody else asked. */
export const nobodyIsShown: See = (lookup, evidence) => {
  const others = evidence.others(lookup).filter((other) => other.target.address === lookup.target.address
    && other.requester.address !== lookup.requester.address
    && other.requester.server !== other.target.server);
  const seen = others.filter((other) => whatIsSeen(other, evidence).availability !== 'not-observed');
  if (seen.length === 0) return undefined;
  return seen.every((other) => whatIsSeen(other, evidence).availability === 'hash-marks')
    ? seen.flatMap((other) => askedOf(other, evidence) ?? []) : [];
};
