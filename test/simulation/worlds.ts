import { schedules } from './arbitrary';
import { check, judged, type Choice } from './check';
import { dutiesMissed } from './duties';
import { fieldsLost } from './fields';
import type { Figures } from './figures';
import { badMannersOf } from './manners';
import { disorderIn } from './order';
import { policyLeft } from './received';
import { live as liveOverSockets } from './sockets';
import { live as liveInVirtualTime } from './virtual';

/** How much faster than real the package's clock has to go over sockets. */
export const SPEED = 30;

/** Virtual time costs nothing, so that waits and timeouts have their real lengths; rows may be huge. */
const VIRTUAL = {
	largest: 600_000,
	timeouts: [undefined, undefined, 30_000, 2000],
	limits: [5, 2, 1],
};

/** Over sockets timeouts take real time, so they are short, and few; the server's second is a real one. */
const SOCKETS = {
	largest: 20_000,
	timeouts: [undefined, undefined, 150],
	limits: [20, 100],
};

/** Real time that a schedule over sockets takes at most, on average. */
const MS_PER_SCHEDULE = 1000;

/** A network and a server of the test's own, in which everything is seen. */
export const checkInVirtualTime = async (choice: Choice, figures: Figures) =>
	await check(
		schedules(VIRTUAL),
		judged(liveInVirtualTime, figures, [disorderIn, badMannersOf, dutiesMissed, fieldsLost]),
		choice,
	);

/** n8n's own engine and request helper, and the stand-in server. */
export const checkOverSockets = async (choice: Choice, figures: Figures) =>
	await check(
		schedules(SOCKETS),
		judged(liveOverSockets, figures, [policyLeft, fieldsLost]),
		choice,
		20_000 + choice.schedules * MS_PER_SCHEDULE,
	);
