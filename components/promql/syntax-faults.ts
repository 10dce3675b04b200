import { ensureSyntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

export type SyntaxFault = {
  from: number;
  to: number;
  /** What stands there and does not belong; nothing stands where something should; the text breaks off. */
  kind: 'unexpected' | 'missing' | 'incomplete';
  text: string;
};

/** For a text of the longest that is sent; the editor's own parsing gives up after less on a busy machine. */
const parseMs = 1_000;

/**
 * Where a text first is no PromQL, by the grammar of Prometheus' own web interface; null: it is, or is empty. At the very
 * place, and alone: the checks of the package mark all that lies around it, say nothing of a text that only breaks off,
 * and what follows a fault is a fault because of it.
 */
export function syntaxFault(state: EditorState): SyntaxFault | null {
  const end = state.doc.toString().trimEnd().length;
  const tree = ensureSyntaxTree(state, state.doc.length, parseMs);
  if (tree === null || end === 0) return null;
  let fault: SyntaxFault | null = null;
  tree.cursor().iterate(({ type, from, to }) => {
    if (!type.isError || fault !== null) return;
    if (from >= end) fault = { from: Math.max(0, end - 1), to: end, kind: 'incomplete', text: '' };
    else if (to > from) fault = { from, to, kind: 'unexpected', text: state.sliceDoc(from, Math.min(to, from + 40)) };
    else fault = { from, to: from + 1, kind: 'missing', text: '' };
  });
  return fault;
}
