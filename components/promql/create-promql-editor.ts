import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, linter, setDiagnostics } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { type PrometheusClient, PromQLExtension } from '@prometheus-io/codemirror-promql';
import { codeLook } from '@/components/ui/code-look';
import { type SyntaxFault, syntaxFault } from './syntax-faults';

/** What is wrong at a place of the text; `raw`: the words of the package's check, which are English, where it is one. */
export type PromqlMark = { from: number; to: number; line: number; message: string; raw: string | null };

type EditorOptions = {
  parent: HTMLElement;
  text: string;
  label: string;
  placeholder: string;
  /** Name of the list of completions, for a screen reader. */
  completionsLabel: string;
  /** Words a place at which the text is no PromQL. */
  wordFault: (fault: SyntaxFault) => string;
  /** Words what a check of the package says. */
  wordCheck: (raw: string) => string;
  source: PrometheusClient;
  onChange: (text: string) => void;
  onMarks: (marks: readonly PromqlMark[]) => void;
  onRun: () => void;
  /** Esc: whoever uses the keyboard alone gets out. */
  onLeave: () => void;
};

/** An editor on the page, outside of React. */
export type PromqlEditorHandle = {
  /** Replaces the text, unless it is that already. */
  setText: (text: string) => void;
  /** Marks the place that the source refused, until the text changes. */
  markRefusal: (place: number, message: string) => void;
  goTo: (place: number) => void;
  focus: () => void;
  destroy: () => void;
};

const lintDelayMs = 250;
const size = EditorView.theme({
  '&': { maxHeight: '16rem' },
  '.cm-content': { minHeight: '4.5rem' },
  '.cm-scroller': { fontSize: '13px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '17em' },
  '.cm-placeholder': { color: 'var(--subtle)' },
});

export function createPromqlEditor(options: EditorOptions): PromqlEditorHandle {
  const promql = new PromQLExtension().setComplete({ remote: options.source }).activateLinter(false);
  const check = promql.getLinter().promQL();
  // The list of completions would lie over the result.
  const run = (view: EditorView) => {
    closeCompletion(view);
    return called(options.onRun);
  };
  const own: readonly { key: string; run: (view: EditorView) => boolean }[] = [
    ...['Mod-Enter', 'Ctrl-Enter'].map((key) => ({ key, run })),
    // The list of completions takes the first Esc.
    { key: 'Escape', run: ({ state }) => completionStatus(state) === null && called(options.onLeave) },
  ];
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(keymap.of([...own])),
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ maxRenderedOptions: 100 }),
        promql.asExtension(),
        linter(
          async (shown) => {
            const fault = syntaxFault(shown.state);
            if (fault) {
              const found: Diagnostic = { ...fault, severity: 'error', message: options.wordFault(fault) };
              options.onMarks([toMark(found, null, shown.state)]);
              return [found];
            }
            // Of a text that is no PromQL its types tell nothing.
            const found = (await check(shown)).map((one) => ({
              ...one,
              raw: one.message,
              message: options.wordCheck(one.message),
            }));
            options.onMarks(found.map((one) => toMark(one, one.raw, shown.state)));
            return found;
          },
          { delay: lintDelayMs },
        ),
        // Tab is left to the page.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        codeLook,
        size,
        placeholder(options.placeholder),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false', autocapitalize: 'off' }),
        EditorState.phrases.of({ Completions: options.completionsLabel }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((each) => each.isUserEvent('outside')))
            options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText: (text) => {
      if (view.state.doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
        userEvent: 'outside',
      });
    },
    markRefusal: (place, message) => {
      const from = Math.min(place, Math.max(0, view.state.doc.length - 1));
      const to = wordEnd(view.state, from);
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: 'error', message }]));
    },
    goTo: (place) => {
      view.dispatch({ selection: { anchor: Math.min(place, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => {
      promql.destroy();
      view.destroy();
    },
  };
}

function called(run: () => void): true {
  run();
  return true;
}

function toMark({ from, to, message }: Diagnostic, raw: string | null, state: EditorState): PromqlMark {
  const line = state.doc.lineAt(Math.min(from, state.doc.length)).number;
  return { from, to, line, message, raw };
}

function wordEnd(state: EditorState, from: number): number {
  const word = /^\w+|^./su.exec(state.sliceDoc(from, from + 200))?.[0] ?? '';
  return Math.min(state.doc.length, from + Math.max(1, word.length));
}
