import { IN_PROCESS_FAULTS } from './in-process-faults.js';
import { playFaults } from './play.js';

playFaults('in-process', IN_PROCESS_FAULTS, 16);
