import { workerData } from 'node:worker_threads';

/** A program: ends this process soon after its parent has ended, whatever its main thread is doing. */
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, 200);
