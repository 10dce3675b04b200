import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--syntax-key)' },
  { tag: [tags.string, tags.content], color: 'var(--syntax-string)' },
  { tag: tags.number, color: 'var(--syntax-number)' },
  { tag: [tags.bool, tags.null, tags.keyword], color: 'var(--syntax-literal)' },
  { tag: tags.comment, color: 'var(--subtle)' },
  { tag: tags.labelName, color: 'var(--syntax-key)' },
  { tag: tags.function(tags.variableName), color: 'var(--syntax-literal)' },
  { tag: [tags.operatorKeyword, tags.modifier, tags.logicOperator], color: 'var(--syntax-literal)', fontWeight: '500' },
]);

const theme = EditorView.theme({
  '&': { color: 'var(--fg)', backgroundColor: 'var(--surface)', fontSize: '12px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, monospace)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--fg)', padding: '8px 0' },
  // The frame around all of it shows the focus: within, the gutter would cover its left side.
  '&.cm-focused, & .cm-content:focus-visible': { outline: 'none' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--subtle)', border: 'none' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--fg)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono, monospace)', fontSize: '12px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--fg)' },
  '.cm-completionDetail': { color: 'var(--subtle)' },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', maxWidth: '28rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--server-error-solid)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--client-error-solid)' },
});

/** Classes of the box around an editor. */
export const editorFrame =
  'overflow-hidden rounded-md border border-line-strong has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-focus';

/** How every editor of text looks, in the colours of globals.css; its size is its own. */
export const codeLook = [syntaxHighlighting(highlighting), theme];
