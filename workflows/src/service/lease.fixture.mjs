/** A command that holds a lease until it is killed: `node lease.fixture.mjs <home> [worker]`. */
import { openService } from '@sightline/workflows';
import { sightlineHome } from '@sightline/artifacts';

const [folder, worker] = process.argv.slice(2);
const lease = await openService(sightlineHome({ SIGHTLINE_HOME: folder }), { worker: worker === 'worker' });
process.stdout.write(`${lease.address}\n`);
