import { runUnchanged, withoutUs } from '../tools/generated.mjs';

export const title = 'run of 51 steps, nothing to do';
export const unit = 's';
export const target = { most: 0.12 };

export const ours = () => runUnchanged(51);
export const note = withoutUs;
