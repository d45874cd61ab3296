import type { StateType } from './store';

/** The round sign of a state: dotted, empty, half full, ticked or crossed. */
export function stateIcon(type: StateType, color: string): string {
  const svg = (inner: string) =>
    `<svg width="14" height="14" viewBox="0 0 14 14" fill="none" aria-hidden="true">${inner}</svg>`;
  const ring = (extra = '') => `<circle cx="7" cy="7" r="6" stroke="${color}" stroke-width="1.5"${extra}/>`;
  const disc = `<circle cx="7" cy="7" r="7" fill="${color}"/>`;
  const signs: Readonly<Record<StateType, string>> = {
    triage: `${disc}<path d="M4.6 4.6 2.6 7l2 2.4M9.4 4.6l2 2.4-2 2.4M2.6 7h8.8" stroke="#fff" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round"/>`,
    backlog: ring(' stroke-dasharray="1.4 1.74"'),
    unstarted: ring(),
    started: `${ring()}<path d="M7 3.2a3.8 3.8 0 0 1 0 7.6z" fill="${color}"/>`,
    completed: `${disc}<path d="m4.2 7.2 2 2 3.7-4" stroke="#fff" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    canceled: `${disc}<path d="m4.9 4.9 4.2 4.2m0-4.2L4.9 9.1" stroke="#fff" stroke-width="1.5" stroke-linecap="round"/>`,
  };
  return svg(signs[type]);
}

const URGENT = 1;
const NONE = 0;

/** The sign of a priority: three bars, an orange mark when urgent, dashes when there is none. */
export function priorityIcon(priority: number): string {
  const svg = (inner: string) => `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${inner}</svg>`;
  if (priority === URGENT) {
    return svg(
      '<rect x="1" y="1" width="14" height="14" rx="3.5" fill="#eb5b2a"/><rect x="7.1" y="4" width="1.8" height="5" rx=".9" fill="#fff"/><circle cx="8" cy="11.4" r="1.1" fill="#fff"/>',
    );
  }
  if (priority === NONE) {
    return svg(
      [2, 6.5, 11].map((x) => `<rect x="${x}" y="7.2" width="3" height="1.6" rx=".8" fill="#9a9da4"/>`).join(''),
    );
  }
  const bars = [
    { x: 2, height: 5, from: 4 },
    { x: 6.5, height: 8, from: 3 },
    { x: 11, height: 11, from: 2 },
  ];
  return svg(
    bars
      .map(({ x, height, from }) => {
        const opacity = priority <= from ? '1' : '.28';
        return `<rect x="${x}" y="${13.5 - height}" width="3" height="${height}" rx="1" fill="#4c4f56" opacity="${opacity}"/>`;
      })
      .join(''),
  );
}
