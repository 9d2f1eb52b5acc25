import { runUnchanged, withoutUs } from '../tools/generated.mjs';

export const title = 'run of 10,001 steps, nothing to do';
export const unit = 's';
export const target = { most: 0.6 };
export const isSlow = true;

export const ours = () => runUnchanged(10001);
export const note = withoutUs;
