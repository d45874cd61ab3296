/** Look of the pages: close to Confluence's light theme, without a font or picture from elsewhere. */
export const SITE_STYLE = `
:root {
  --ink: #292a2e; --soft: #505258; --faint: #6b6e76; --line: #dddee1; --ground: #f8f8f8; --accent: #1868db;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 'Atlassian Sans', Inter, -apple-system, BlinkMacSystemFont,
  'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif; -webkit-font-smoothing: antialiased;
}
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.top { display: flex; align-items: center; gap: 10px; height: 48px; padding: 0 18px; border-bottom: 1px solid var(--line); font-size: 14px; }
.top .logo { width: 22px; height: 22px; border-radius: 5px; background: linear-gradient(135deg, #1868db, #579dff); position: relative; }
.top .logo::after { content: ''; position: absolute; inset: 6px 5px; border: solid #fff; border-width: 2px 0; border-radius: 3px; transform: skewY(-18deg); }
.top .product { font-weight: 600; margin-right: 14px; }
.top nav a { color: var(--soft); padding: 6px 10px; border-radius: 4px; font-weight: 500; }
.top nav a.here { color: var(--accent); background: #e9f2fe; }
.frame { display: grid; grid-template-columns: 264px minmax(0, 1fr); min-height: calc(100vh - 48px); }
.side { background: var(--ground); border-right: 1px solid var(--line); padding: 18px 12px; font-size: 14px; }
.side .space { display: flex; align-items: center; gap: 10px; padding: 2px 8px 14px; font-weight: 600; }
.side .space a { color: var(--ink); }
.side .sign { width: 24px; height: 24px; border-radius: 4px; background: #c9372c; color: #fff; display: grid; place-items: center; font-size: 13px; }
.side h4 { margin: 8px 8px 6px; font-size: 12px; font-weight: 600; color: var(--faint); }
.side ul { list-style: none; margin: 0; padding: 0; }
.side ul ul { padding-left: 14px; }
.side li > a { display: block; padding: 5px 8px; border-radius: 4px; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.side li > a.here { background: #e9f2fe; color: var(--accent); font-weight: 500; }
.side .note { margin: 26px 8px; padding: 10px; border: 1px solid var(--line); border-radius: 6px; background: #fff; color: var(--soft); font-size: 12px; line-height: 1.45; }
main { padding: 28px 56px 72px; max-width: 1180px; width: 100%; justify-self: center; min-width: 0; }
.crumbs { display: flex; flex-wrap: wrap; gap: 8px; font-size: 14px; margin-bottom: 14px; color: var(--faint); }
.crumbs a { color: var(--soft); }
main > h1 { margin: 0 0 14px; font-size: 28px; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.byline { display: flex; align-items: center; gap: 12px; margin-bottom: 26px; font-size: 14px; line-height: 1.4; color: var(--soft); }
.byline b { font-weight: 500; color: var(--ink); }
.byline small { color: var(--faint); font-size: 12.5px; }
.byline .avatar { width: 32px; height: 32px; border-radius: 50%; background: #6e5dc6; color: #fff; font-weight: 600; font-size: 13px; display: grid; place-items: center; }
.content { overflow-wrap: break-word; }
.content > :first-child { margin-top: 0; }
.content p { margin: 0 0 12px; }
.content h1, .content h2, .content h3, .content h4, .content h5, .content h6 { margin: 30px 0 10px; line-height: 1.25; font-weight: 650; letter-spacing: -0.005em; }
.content h1 { font-size: 24px; } .content h2 { font-size: 20px; } .content h3 { font-size: 16px; } .content h4 { font-size: 14px; }
.content h5, .content h6 { font-size: 12px; color: var(--soft); }
.content ul, .content ol { margin: 0 0 14px; padding-left: 24px; }
.content li { margin: 4px 0; }
.content li > p { margin: 0 0 4px; }
.content ul.tasks { list-style: none; padding-left: 2px; }
.content ul.tasks li { display: flex; gap: 10px; align-items: flex-start; }
.content ul.tasks li.done > div { color: var(--faint); text-decoration: line-through; }
.checkbox { width: 16px; height: 16px; margin-top: 4px; border: 1.5px solid #8c8f97; border-radius: 3px; flex: none; position: relative; background: #fff; }
.checkbox.checked { background: var(--accent); border-color: var(--accent); }
.checkbox.checked::after { content: ''; position: absolute; left: 4px; top: 1px; width: 4px; height: 8px; border: solid #fff; border-width: 0 1.6px 1.6px 0; transform: rotate(42deg); }
.content code { font: 13.5px/1.5 var(--mono); background: #f0f1f2; border-radius: 3px; padding: 2px 4px; overflow-wrap: anywhere; }
.content pre { margin: 0 0 14px; padding: 12px 16px; background: var(--ground); border-radius: 4px; overflow-x: auto; }
.content pre code { background: none; padding: 0; overflow-wrap: normal; }
.content blockquote { margin: 0 0 14px; padding: 0 0 0 14px; border-left: 2px solid var(--line); color: var(--soft); }
.content hr { border: 0; border-top: 2px solid var(--line); margin: 24px 0; }
.panel { display: flex; gap: 12px; margin: 0 0 18px; padding: 12px 14px; border-radius: 4px; background: #e9f2fe; }
.panel > div { flex: 1; min-width: 0; }
.panel > div > :last-child { margin-bottom: 0; }
.panel .sign { width: 20px; height: 20px; margin-top: 2px; border-radius: 50%; background: #357de8; color: #fff; font: 700 12px/20px Arial, sans-serif; text-align: center; flex: none; }
.panel-note { background: #f8eefe; } .panel-note .sign { background: #964ac0; }
.panel-tip, .panel-success { background: #efffd6; } .panel-tip .sign, .panel-success .sign { background: #4c6b1f; }
.panel-warning { background: #fef7c8; } .panel-warning .sign { background: #b38600; }
.panel-error { background: #ffeceb; } .panel-error .sign { background: #c9372c; }
.status { display: inline-block; padding: 0 5px; border-radius: 3px; font-size: 11.5px; line-height: 17px; font-weight: 700; text-transform: uppercase; vertical-align: 1.5px; background: #dddee1; color: #292a2e; }
.status-red { background: #fd9891; color: #5d1f1a; } .status-yellow { background: #fbc828; color: #533f04; }
.status-green { background: #b3df72; color: #37471f; } .status-blue { background: #8fb8f6; color: #123263; }
.status-purple { background: #d8a0f7; color: #48245d; }
.date { padding: 1px 4px; border-radius: 3px; background: #f0f1f2; font-size: 14px; }
.table { margin: 4px 0 18px; overflow-x: auto; }
.table table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.45; }
.table th, .table td { padding: 8px 10px; border: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 60px; }
.table th { background: #f0f1f2; font-weight: 600; }
.table table.fixed { table-layout: fixed; }
.table .fixed td, .table .fixed th { min-width: 0; overflow-wrap: anywhere; }
.table p { margin: 0 0 6px; } .table td > :last-child, .table th > :last-child { margin-bottom: 0; }
.table code { font-size: 12.5px; }
.table .when { white-space: nowrap; color: var(--soft); }
.expand { margin: 0 0 14px; border: 1px solid var(--line); border-radius: 4px; }
.expand summary { padding: 8px 12px; cursor: pointer; font-weight: 500; font-size: 15px; }
.expand[open] summary { border-bottom: 1px solid var(--line); }
.expand > div { padding: 12px; }
.toc { list-style: none; padding-left: 0; }
.dead-link { text-decoration: underline wavy #c9372c; }
.files { margin: -62px 0 26px; }
.files summary { width: max-content; margin: 0 0 18px auto; padding: 5px 10px; border: 1px solid var(--line); border-radius: 4px; font-size: 14px; font-weight: 500; color: var(--soft); cursor: pointer; list-style: none; }
.files summary:hover { background: var(--ground); }
.files summary::-webkit-details-marker { display: none; }
.files summary span { margin-left: 4px; padding: 0 6px; border-radius: 8px; background: #dddee1; font-size: 12px; font-weight: 500; }
.files figure { margin: 0 0 14px; border: 1px solid var(--line); border-radius: 4px; overflow: hidden; }
.files img { display: block; max-width: 100%; margin: 0 auto; padding: 12px; }
.files figcaption { padding: 8px 12px; background: var(--ground); font-size: 14px; display: flex; justify-content: space-between; gap: 16px; flex-wrap: wrap; }
.files small { color: var(--faint); }
.labels { margin-top: 32px; }
.label { display: inline-block; margin: 0 6px 4px 0; padding: 1px 8px; border: 1px solid var(--line); border-radius: 3px; background: #f0f1f2; color: var(--soft); font-size: 13px; }
`;
