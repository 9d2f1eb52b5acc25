import { playFaults } from './play.js';

playFaults('processes', 2);
