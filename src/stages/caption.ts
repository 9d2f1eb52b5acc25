/** The artifact with what the page says of a figure; no file of the results folder. */
export const CAPTION = 'caption.json';

export interface Caption {
  readonly title: string;
  readonly caption: string;
}
