/** Look of the pages: close to Linear's light theme, without a font or picture from elsewhere. */
export const PAGE_STYLE = `
:root {
  --ink: #1b1c1f; --soft: #6b6f76; --faint: #9a9da4; --line: #e6e6ea; --paper: #fff; --ground: #f7f8f9; --hover: #f3f3f6;
  --accent: #5e6ad2; --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.6 'Inter', 'Inter Variable', -apple-system,
  BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif; -webkit-font-smoothing: antialiased;
}
a { color: inherit; text-decoration: none; }
.frame { display: grid; grid-template-columns: 216px minmax(0, 1fr); min-height: 100vh; }
.side { padding: 18px 12px; color: var(--soft); font-size: 13px; }
.side .workspace { display: flex; align-items: center; gap: 8px; padding: 4px 8px 18px; color: var(--ink); font-weight: 600; }
.side .logo { width: 20px; height: 20px; border-radius: 5px; background: #f6821f; color: #fff; font-size: 11px; display: grid; place-items: center; }
.side h4 { margin: 14px 8px 4px; font-size: 11.5px; font-weight: 500; color: var(--faint); }
.side a { display: block; padding: 4px 8px; border-radius: 6px; }
.side a.here { background: #ebebef; color: var(--ink); font-weight: 500; }
.side .note { margin: 26px 8px; padding: 10px; border: 1px solid var(--line); border-radius: 8px; font-size: 12px; line-height: 1.45; background: var(--paper); }
.sheet { margin: 8px 8px 8px 0; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; display: flex; flex-direction: column; }
.bar { display: flex; align-items: center; gap: 8px; height: 44px; flex: none; padding: 0 20px; border-bottom: 1px solid var(--line); font-size: 13px; }
.bar .crumb { color: var(--soft); }
.bar .chevron { color: var(--faint); }
.bar .banner { margin-left: auto; color: #b4232a; font-weight: 500; }
.issue { display: grid; grid-template-columns: minmax(0, 1fr) 264px; flex: 1; }
.main { padding: 34px 48px 64px; max-width: 900px; width: 100%; justify-self: center; }
.main > h1 { margin: 0 0 18px; font-size: 23px; line-height: 1.3; font-weight: 600; letter-spacing: -0.012em; overflow-wrap: anywhere; }
.props { border-left: 1px solid var(--line); padding: 26px 20px; font-size: 13px; }
.props h2 { margin: 0 0 8px; font-size: 12px; font-weight: 500; color: var(--faint); }
.props section { margin-bottom: 24px; }
.prop { display: flex; align-items: center; gap: 9px; padding: 5px 0; }
.prop small { color: var(--faint); font-size: 12px; }
.labels { display: flex; flex-wrap: wrap; gap: 6px; }
.label { display: inline-flex; align-items: center; gap: 6px; padding: 1px 9px 1px 8px; border: 1px solid var(--line); border-radius: 99px; font-size: 12px; white-space: nowrap; }
.dot { width: 8px; height: 8px; border-radius: 50%; flex: none; }
.avatar { width: 20px; height: 20px; border-radius: 50%; display: inline-grid; place-items: center; font-size: 9.5px; font-weight: 600; color: #fff; flex: none; }
svg { flex: none; display: block; }
.text { overflow-wrap: break-word; }
.text > :first-child { margin-top: 0; }
.text p { margin: 0 0 12px; }
.text h1, .text h2, .text h3, .text h4, .text h5, .text h6 { margin: 26px 0 8px; line-height: 1.35; font-weight: 600; letter-spacing: -0.008em; }
.text h1 { font-size: 20px; } .text h2 { font-size: 17px; } .text h3 { font-size: 15px; }
.text h4, .text h5, .text h6 { font-size: 14px; color: var(--soft); }
.text ul, .text ol { margin: 0 0 14px; padding-left: 22px; }
.text li { margin: 4px 0; }
.text li.task { list-style: none; display: flex; gap: 10px; margin-left: -22px; align-items: flex-start; }
.text li.task > div { min-width: 0; flex: 1; }
.text li.task.done > div { color: var(--faint); }
.checkbox { width: 15px; height: 15px; margin-top: 5px; border: 1.5px solid #c3c5cb; border-radius: 4px; flex: none; }
.checkbox.checked { background: var(--accent); border-color: var(--accent); position: relative; }
.checkbox.checked::after { content: ''; position: absolute; left: 4px; top: 1px; width: 4px; height: 8px; border: solid #fff; border-width: 0 1.6px 1.6px 0; transform: rotate(42deg); }
.text code { font: 12.5px/1.5 var(--mono); background: #f2f2f5; border: 1px solid #e8e8ec; border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
.text pre { margin: 0 0 14px; padding: 12px 14px; background: #f7f7f9; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
.text pre code { background: none; border: 0; padding: 0; overflow-wrap: normal; }
.text blockquote { margin: 0 0 14px; padding: 2px 0 2px 14px; border-left: 3px solid var(--line); color: var(--soft); }
.text hr { border: 0; border-top: 1px solid var(--line); margin: 22px 0; }
.text a { color: var(--accent); }
.text a:hover { text-decoration: underline; }
.text .dead-link { text-decoration: underline wavy #b4232a; }
.text .table { margin: 0 0 16px; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
.text table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
.text th { text-align: left; font-weight: 500; color: var(--soft); background: #fafafb; }
.text th, .text td { padding: 7px 12px; border-bottom: 1px solid var(--line); border-right: 1px solid var(--line); vertical-align: top; }
.text th:last-child, .text td:last-child { border-right: 0; }
.text tr:last-child td { border-bottom: 0; }
.text .center { text-align: center; } .text .right { text-align: right; }
.text .section { margin: 0 0 14px; border: 1px solid var(--line); border-radius: 8px; padding: 8px 14px; }
.text .section summary { cursor: pointer; font-weight: 500; }
.mention { padding: 0 4px; border-radius: 4px; font-weight: 500; }
.mention-user { background: #e8e9fb; color: var(--accent); }
.mention-issue { border: 1px solid var(--line); background: var(--ground); font-size: 13px; }
.remote-image { display: inline-block; margin: 4px 0; padding: 18px 22px; border: 1.5px dashed #d8a200; border-radius: 8px; background: #fff8e1; color: #7a5b00; font-size: 13px; overflow-wrap: anywhere; }
.activity { margin-top: 40px; border-top: 1px solid var(--line); padding-top: 22px; }
.activity > h2 { margin: 0 0 16px; font-size: 15px; font-weight: 600; }
.event { display: flex; align-items: center; gap: 10px; margin: 0 0 14px; font-size: 13px; color: var(--soft); }
.comment { margin: 0 0 14px; border: 1px solid var(--line); border-radius: 9px; padding: 13px 16px 4px; box-shadow: 0 1px 2px rgb(0 0 0 / 4%); }
.comment .who { display: flex; align-items: center; gap: 9px; margin-bottom: 9px; font-size: 13px; font-weight: 500; }
.comment .who time { color: var(--faint); font-weight: 400; }
.comment .text { font-size: 14px; }
.group { display: flex; align-items: center; gap: 9px; padding: 8px 20px; background: #f8f8fa; border-bottom: 1px solid var(--line); font-size: 13px; font-weight: 500; }
.group .count { color: var(--faint); font-weight: 400; }
.row { display: flex; align-items: center; gap: 11px; padding: 0 20px; height: 44px; border-bottom: 1px solid #f1f1f4; font-size: 13.5px; }
.row:hover { background: var(--hover); }
.row .identifier { color: var(--faint); font-size: 13px; width: 62px; flex: none; }
.row .title { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
.row time { color: var(--faint); font-size: 12.5px; width: 52px; text-align: right; flex: none; }
.empty { padding: 72px 20px; text-align: center; color: var(--soft); }
@media (max-width: 900px) { .frame { grid-template-columns: 1fr; } .side { display: none; } .sheet { margin: 0; border: 0; border-radius: 0; } .issue { grid-template-columns: 1fr; } .props { border-left: 0; border-top: 1px solid var(--line); } .main { padding: 24px 18px; } }
`;
