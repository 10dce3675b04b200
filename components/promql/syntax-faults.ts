import { ensureSyntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

export type SyntaxFault = {
  from: number;
  to: number;
  /** What stands there and does not belong; nothing stands where something should; the text breaks off. */
  kind: 'unexpected' | 'missing' | 'incomplete';
  text: string;
};

const most = 3;
/** For a text of the longest that is sent; the editor's own parsing gives up after less on a busy machine. */
const parseMs = 1_000;

/**
 * Where a text is no PromQL, by the grammar of Prometheus' own web interface, at the very place: the checks of the
 * package mark all that lies around it, and say nothing of a text that only breaks off.
 */
export function syntaxFaults(state: EditorState): SyntaxFault[] {
  const end = state.doc.toString().trimEnd().length;
  const tree = ensureSyntaxTree(state, state.doc.length, parseMs);
  if (tree === null || end === 0) return [];
  const faults: SyntaxFault[] = [];
  tree.cursor().iterate(({ type, from, to }) => {
    if (!type.isError || faults.length >= most) return;
    if (from >= end) faults.push({ from: Math.max(0, end - 1), to: end, kind: 'incomplete', text: '' });
    else if (to > from)
      faults.push({ from, to, kind: 'unexpected', text: state.sliceDoc(from, Math.min(to, from + 40)) });
    // What is missing right after a fault is missing because of it.
    else if (faults.at(-1)?.to !== from) faults.push({ from, to: from + 1, kind: 'missing', text: '' });
  });
  // An expression that breaks off may lack several things at once.
  return faults.filter((one, at) => faults.findIndex(({ from, to }) => from === one.from && to === one.to) === at);
}
