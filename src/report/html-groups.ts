import { groupColor } from './group-color.js';
import { details, escapeHtml } from './html-parts.js';
import { warningsBeside } from './html-warnings.js';
import type { Kindred, Results } from './results.js';
import { accuracyOf, allSettings, decimals, describeSettings, percent, sameSettings } from './settings.js';

/** The last captured epoch of the first settings, layer by layer; a mean over epochs would mix the first with the last. */
export function groupsHtml(results: Results): string {
  const trees = allSettings(results).flatMap((settings) =>
    results.kindred.filter((kindred) => sameSettings(kindred, settings)),
  );
  if (trees.length === 0) return '<p>The experiment does not compare models.</p>';
  const last = Math.max(...results.config.capture.epochs);
  const isFirst = (kindred: Kindred) => kindred.at?.epoch === last && sameSettings(kindred, trees[0]);
  const lists = (some: readonly Kindred[]) => some.map((kindred) => groupList(kindred, results)).join('');
  const means = trees.filter(({ at }) => at === undefined);
  const others =
    means.length === 0
      ? ''
      : details(`Means over layers and epochs, in the colours of the trees (${means.length})`, lists(means));
  return `<p>${NO_FINDING}</p>\n${lists(trees.filter(isFirst))}${others}`;
}

const NO_FINDING = `The trees are cut where the mean silhouette is highest. A cut is always found, also where there are no groups: no
test here tells one from the other, so these describe and are no finding.`;

/** Of lists that only a program reads to their end. */
const [MOST_GROUPS, MOST_MEMBERS] = [50, 40];

/** What stands alone is no group. Colours are those of the tree that is drawn, which is that of the means. */
function groupList(kindred: Kindred, results: Results): string {
  const { at, groups, silhouette } = kindred;
  const rows = groups.slice(0, MOST_GROUPS).map((group, index) => {
    const members = group.slice(0, MOST_MEMBERS).map((model) => memberHtml(model, results));
    const more = group.length > MOST_MEMBERS ? `, and ${group.length - MOST_MEMBERS} more` : '';
    const color = at === undefined ? ` style="border-left-color: ${groupColor(index)}"` : '';
    const size = group.length === 1 ? 'alone' : `${group.length} together`;
    return `<li${color}><span>${members.join(', ')}${more}</span><span class="group">group ${index + 1}: ${size}</span></li>`;
  });
  if (groups.length > MOST_GROUPS) rows.push(`<li>and ${groups.length - MOST_GROUPS} more groups</li>`);
  const isCut = groups.length > MOST_GROUPS || groups.some(({ length }) => length > MOST_MEMBERS);
  const where = at === undefined ? 'mean over layers and epochs' : `${at.layer}, epoch ${at.epoch}`;
  const verdict =
    groups.length === 1
      ? 'No cut is better than none.'
      : `Mean silhouette ${decimals(silhouette)} (1: well apart, 0: no structure).`;
  return `<p>${escapeHtml(describeSettings(kindred))}; ${escapeHtml(where)}. ${verdict} Test accuracy after the last epoch beside each name.${isCut ? ' <code>groups.csv</code> has all names.' : ''}</p>
<ol class="groups">
${rows.join('\n')}
</ol>
`;
}

function memberHtml(model: string, results: Results): string {
  const accuracy = percent(accuracyOf(results, model));
  const beside = accuracy === '' ? '' : ` <small>${accuracy}</small>`;
  return `<b>${escapeHtml(model)}</b>${beside}${warningsBeside(results.warnings, model)}`;
}
