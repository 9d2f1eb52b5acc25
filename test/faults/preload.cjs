// Loaded into every process of a run by NODE_OPTIONS: kills at the n-th call that writes.
const { install, original } = require('./shim.cjs');

const { folder, at, when, who, marker } = JSON.parse(process.env.KINDRED_FAULT);
const isVictim = who === 'both' || who === (/worker\.js$/.test(process.argv[1]) ? 'worker' : 'main');
let seen = 0;

if (isVictim) {
  install({
    isWatched: (file) => file.startsWith(folder),
    gate(call, perform, performHalf) {
      if (!call.writes || ++seen !== at || !isFirst()) return perform();
      if (when === 'half') performHalf();
      if (when === 'after') perform();
      // A run is a process group of its own.
      process.kill(who === 'both' ? 0 : process.pid, 'SIGKILL');
    },
  });
}

/** Of several processes, and of those that replace them, one is killed. */
function isFirst() {
  try {
    original.writeFileSync(marker, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
