import { html, type Answer } from '../http/exchange';
import { priorityIcon, stateIcon } from './icons';
import { escapeHtml } from '../escape-html';
import { renderMarkdown } from './markdown/markdown';
import { PAGE_STYLE } from './page-style';
import type { LinearStore, LinearTeam, LinearUser, SandboxComment, SandboxIssue } from './store';

const PRIORITIES = ['No priority', 'Urgent', 'High', 'Medium', 'Low'];

/** The pages that a person sees: `/linear/team/SEC` and `/linear/issue/SEC-1`; undefined for any other path. */
export function linearPage(store: LinearStore, method: string, pathname: string): Answer | undefined {
  if (method !== 'GET') return undefined;
  const [, product, kind, name = ''] = pathname.split('/');
  if (product !== 'linear') return undefined;
  if (kind === undefined || kind === '') return { status: 302, headers: { location: '/linear/team/SEC' }, body: '' };
  if (kind === 'team') {
    const team = store.workspace.teams.find(({ key }) => key === name.toUpperCase());
    return team === undefined ? html(404, missingPage(store)) : html(200, teamPage(store, team));
  }
  if (kind !== 'issue') return undefined;
  const issue = store.issue(name);
  return issue === undefined ? html(404, missingPage(store)) : html(200, issuePage(store, issue));
}

function teamPage(store: LinearStore, team: LinearTeam): string {
  const issues = [...store.issues.values()].filter((issue) => issue.teamId === team.id && issue.archivedAt === null);
  const groups = store.statesOf(team.id).map((state) => {
    const inState = issues.filter(({ stateId }) => stateId === state.id).sort(byUrgency);
    if (inState.length === 0) return '';
    const head = `${stateIcon(state.type, state.color)} ${escapeHtml(state.name)} <span class="count">${inState.length}</span>`;
    return `<div class="group">${head}</div>${inState.map((issue) => row(store, issue)).join('')}`;
  });
  const list = issues.length === 0 ? '<div class="empty">No issues yet</div>' : groups.join('');
  const bar = `<span>${escapeHtml(team.name)}</span><span class="chevron">›</span><span class="crumb">Issues</span>`;
  return page(`${team.name} › Issues`, store, team, `<div class="bar">${bar}</div>${list}`);
}

/** Urgent first, no priority last, then the older one. */
function byUrgency(a: SandboxIssue, b: SandboxIssue): number {
  return (a.priority || PRIORITIES.length) - (b.priority || PRIORITIES.length) || a.number - b.number;
}

function row(store: LinearStore, issue: SandboxIssue): string {
  const state = store.state(issue.stateId);
  return `<a class="row" href="/linear/issue/${issue.identifier}">${priorityIcon(issue.priority)}
    <span class="identifier">${issue.identifier}</span>${state === undefined ? '' : stateIcon(state.type, state.color)}
    <span class="title">${escapeHtml(issue.title)}</span>${labels(store, issue)}${avatar(userOf(store, issue.assigneeId))}
    <time datetime="${issue.createdAt}">${shortDate(issue.createdAt)}</time></a>`;
}

function issuePage(store: LinearStore, issue: SandboxIssue): string {
  const team = store.team(issue.teamId);
  const comments = [...store.comments.values()].filter(({ issueId }) => issueId === issue.id);
  const creator = userOf(store, issue.creatorId);
  const gone = issue.trashed ? 'Deleted' : issue.archivedAt === null ? '' : 'Archived';
  const bar = `<a class="crumb" href="/linear/team/${team?.key ?? ''}">${escapeHtml(team?.name ?? '')}</a>
    <span class="chevron">›</span><span>${issue.identifier}</span><span class="banner">${gone}</span>`;
  const created = `<div class="event">${avatar(creator)}<span><b>${escapeHtml(creator?.name ?? 'Somebody')}</b> created the issue ·
    <time datetime="${issue.createdAt}">${longDate(issue.createdAt)}</time></span></div>`;
  const main = `<div class="main"><h1>${escapeHtml(issue.title)}</h1>
    <div class="text" id="description">${renderMarkdown(issue.description)}</div>
    <div class="activity"><h2>Activity</h2>${created}${comments.map((comment) => commentBox(store, comment)).join('')}</div></div>`;
  const sheet = `<div class="bar">${bar}</div><div class="issue">${main}${properties(store, issue)}</div>`;
  return page(`${issue.identifier} ${issue.title}`, store, team, sheet);
}

function properties(store: LinearStore, issue: SandboxIssue): string {
  const state = store.state(issue.stateId);
  const assignee = userOf(store, issue.assigneeId);
  const ended = issue.completedAt ?? issue.canceledAt;
  const links = [...store.attachments.values()]
    .filter(({ issueId }) => issueId === issue.id)
    .map(({ title, url }) => `<div class="prop" title="${escapeHtml(url)}">🔗 ${escapeHtml(title)}</div>`);
  return `<aside class="props"><section><h2>Properties</h2>
    <div class="prop">${state === undefined ? '' : stateIcon(state.type, state.color)}<span>${escapeHtml(issue.state.name)}</span>
    ${ended === null ? '' : `<small>${longDate(ended)}</small>`}</div>
    <div class="prop">${priorityIcon(issue.priority)}<span>${PRIORITIES[issue.priority] ?? ''}</span></div>
    <div class="prop">${avatar(assignee)}<span>${escapeHtml(assignee?.displayName ?? 'Unassigned')}</span></div>
    ${issue.dueDate === null ? '' : `<div class="prop">Due ${escapeHtml(issue.dueDate)}</div>`}</section>
    <section><h2>Labels</h2>${labels(store, issue) || '<span class="prop">None</span>'}</section>
    ${links.length === 0 ? '' : `<section><h2>Links</h2>${links.join('')}</section>`}</aside>`;
}

function commentBox(store: LinearStore, comment: SandboxComment): string {
  const user = userOf(store, comment.userId);
  return `<div class="comment" id="comment-${comment.id.slice(0, 8)}"><div class="who">${avatar(user)}${escapeHtml(user?.displayName ?? '')}
    <time datetime="${comment.createdAt}">${longDate(comment.createdAt)}</time></div><div class="text">${renderMarkdown(comment.body)}</div></div>`;
}

function labels(store: LinearStore, issue: SandboxIssue): string {
  const shown = issue.labelIds.flatMap((id) => store.labels.get(id) ?? []);
  if (shown.length === 0) return '';
  const tags = shown.map(
    ({ name, color }) =>
      `<span class="label"><span class="dot" style="background:${escapeHtml(color)}"></span>${escapeHtml(name)}</span>`,
  );
  return `<span class="labels">${tags.join('')}</span>`;
}

function userOf(store: LinearStore, id: string | null): LinearUser | undefined {
  return id === null ? undefined : store.user(id);
}

const AVATAR_COLORS = ['#5e6ad2', '#26a269', '#c64600', '#9141ac', '#1a7f9c'];

function avatar(user: LinearUser | undefined): string {
  if (user === undefined) return '<span class="avatar" style="background:none;border:1.5px dashed #c3c5cb"></span>';
  const initials = user.name
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  const color = AVATAR_COLORS[user.id.charCodeAt(0) % AVATAR_COLORS.length] ?? '#5e6ad2';
  return `<span class="avatar" style="background:${color}">${escapeHtml(initials)}</span>`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function shortDate(iso: string): string {
  const date = new Date(iso);
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}`;
}

function longDate(iso: string): string {
  return `${shortDate(iso)}, ${iso.slice(11, 16)} UTC`;
}

function missingPage(store: LinearStore): string {
  return page('Not found', store, undefined, '<div class="empty">Nothing found here. It may have been deleted.</div>');
}

function page(title: string, store: LinearStore, here: LinearTeam | undefined, sheet: string): string {
  const teams = store.workspace.teams.map(
    (team) => `<a href="/linear/team/${team.key}"${team === here ? ' class="here"' : ''}>${escapeHtml(team.name)}</a>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${PAGE_STYLE}</style></head><body><div class="frame">
<nav class="side"><div class="workspace"><span class="logo">A</span>Acme</div><h4>Your teams</h4>${teams.join('')}
<div class="note">Simulated tracker. Tickets are shown as they would look in Linear.</div></nav>
<div class="sheet">${sheet}</div></div></body></html>`;
}
