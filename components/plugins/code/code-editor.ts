import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { codeLook } from '@/components/ui/code-look';
import type { CodeLanguage } from '@/components/ui/highlight';
import type { Suggestions } from './complete-code';
import type { CodeMark } from './read-code';

type WordedMark = Pick<CodeMark, 'from' | 'to' | 'severity'> & { message: string };

type EditorOptions = {
  parent: HTMLElement;
  text: string;
  language: CodeLanguage;
  label: string;
  /** Name of the list of completions, for a screen reader. */
  completionsLabel: string;
  onChange: (text: string) => void;
  complete: (before: string) => Suggestions | null;
};

/** A text editor on the page, outside of React: it is told what changes, and tells what was typed. */
export type CodeEditor = {
  /** Replaces the text, unless it is that already. */
  setText: (text: string, language: CodeLanguage) => void;
  setMarks: (marks: readonly WordedMark[]) => void;
  goTo: (position: number) => void;
  destroy: () => void;
};

export function createEditor(options: EditorOptions): CodeEditor {
  const language = new Compartment();
  let current = options.language;
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        lintGutter(),
        autocompletion({
          override: [
            ({ state, pos }) => {
              const found = options.complete(state.sliceDoc(0, pos));
              if (!found) return null;
              const tail = /^[\w.-]*"?/.exec(state.sliceDoc(pos, pos + 100))?.[0] ?? '';
              return {
                from: found.from,
                to: pos + tail.length,
                // The text from the quote on is no word of the labels.
                filter: false,
                options: matching(found, state.sliceDoc(found.from, pos)),
              };
            },
          ],
        }),
        // Tab is left to the page: whoever uses the keyboard alone gets out again.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        language.of(options.language === 'json' ? json() : yaml()),
        codeLook,
        size,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false' }),
        EditorState.phrases.of({ Completions: options.completionsLabel }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((each) => each.isUserEvent('outside')))
            options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText: (text, next) => {
      if (view.state.doc.toString() === text && next === current) return;
      current = next;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        effects: language.reconfigure(next === 'json' ? json() : yaml()),
        userEvent: 'outside',
      });
    },
    setMarks: (marks) => {
      const end = view.state.doc.length;
      const inside = marks.map((mark) => ({ ...mark, from: Math.min(mark.from, end), to: Math.min(mark.to, end) }));
      view.dispatch(setDiagnostics(view.state, inside));
    },
    goTo: (position) => {
      view.dispatch({ selection: { anchor: Math.min(position, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function matching({ options }: Suggestions, typed: string) {
  const word = typed.replace(/^["']/, '').toLowerCase();
  return options
    .filter(({ label }) => label.toLowerCase().includes(word))
    .map(({ label, detail, insert, kind }) => ({ label, detail, apply: insert, type: kind }));
}

const size = EditorView.theme({ '&': { maxHeight: '28rem' }, '.cm-content': { minHeight: '8rem' } });
