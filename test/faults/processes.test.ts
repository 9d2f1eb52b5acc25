import { playFaults } from './play.js';
import { PROCESS_FAULTS } from './process-faults.js';

playFaults('processes', PROCESS_FAULTS, 2);
