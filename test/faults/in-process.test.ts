import { playFaults } from './play.js';

playFaults('in-process', 5);
