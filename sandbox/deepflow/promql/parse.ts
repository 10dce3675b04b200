import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  type Anchor,
  type Expr,
  type Matcher,
  type Matching,
  type MatchType,
  metricNameLabel,
  PromqlError,
  type VectorSelector,
} from '@/sandbox/deepflow/promql/ast';
import { check, place } from '@/sandbox/deepflow/promql/check';
import { parseDuration, parseNumber, parseString } from '@/sandbox/deepflow/promql/literals';
import { bind, type Part } from '@/sandbox/deepflow/promql/operators';
import { syntaxFault } from '@/sandbox/deepflow/promql/syntax';

/**
 * Parses an expression by the grammar that Prometheus' own web interface uses, and checks its types.
 * @throws PromqlError for what Prometheus' parser refuses too, or what cannot be evaluated here.
 */
export function parsePromql(text: string): Expr {
  const expr = read(text, 'expression');
  check(expr, text);
  return expr;
}

/** The matchers of a selector, as `match[]` gives one; they may well match everything. @throws PromqlError */
export function parseMatchers(text: string): readonly Matcher[] {
  const expr = read(text, 'selector');
  if (expr.kind !== 'selector') {
    throw new PromqlError(`the sandbox takes ${JSON.stringify(text)} for no selector`);
  }
  return expr.matchers;
}

function read(text: string, start: 'expression' | 'selector'): Expr {
  const fault = syntaxFault(text, start);
  if (fault !== null) {
    throw new PromqlError(`${place(text, fault.at)}: parse error: ${fault.message}`);
  }
  const tree = parser.parse(text);
  let error: SyntaxNode | null = null;
  tree.iterate({
    enter: (node) => {
      error ??= node.type.isError ? node.node : null;
      return error === null;
    },
  });
  if (error !== null) {
    throw syntaxError(text, error);
  }
  const top = children(tree.topNode).find((node) => node.name !== 'LineComment');
  return new Converter(text).expr(top ?? tree.topNode);
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    found.push(child);
  }
  return found;
}

function syntaxError(text: string, error: SyntaxNode): PromqlError {
  const rest = text.slice(error.from).trimStart();
  if (rest === '') {
    const signs = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/gs, '');
    const unclosed = [
      ['parenthesis', '(', ')'],
      ['brace', '{', '}'],
      ['bracket', '[', ']'],
    ].find(([, open = '', close = '']) => signs.split(open).length > signs.split(close).length);
    const what = unclosed === undefined ? 'unexpected end of input' : `unclosed left ${unclosed[0]}`;
    return new PromqlError(`${place(text, text.length)}: parse error: ${what}`);
  }
  const token = /^(?:\w+|"(?:\\.|[^"\\])*"?|.)/s.exec(rest)?.[0] ?? rest;
  return new PromqlError(`${place(text, text.length - rest.length)}: parse error: unexpected ${JSON.stringify(token)}`);
}

class Converter {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  expr(node: SyntaxNode): Expr {
    const from = node.from;
    switch (node.name) {
      case 'StringLiteral':
        return { kind: 'string', from, value: parseString(this.#of(node)) };
      case 'ParenExpr':
        return this.expr(this.#first(node));
      case 'VectorSelector':
        return this.#selector(node);
      case 'FunctionCall': {
        const [name, body] = children(node);
        const args = body === undefined ? [] : children(body).map((argument) => this.expr(argument));
        return { kind: 'call', from, name: this.#of(name), args };
      }
      case 'AggregateExpr':
        return this.#aggregate(node);
      case 'NumberLiteral':
      case 'UnaryExpr':
      case 'BinaryExpr':
      case 'MatrixSelector':
      case 'SubqueryExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return bind(this.#parts(node));
      default:
        return this.#refuse(node, `unexpected ${JSON.stringify(this.#of(node))}`);
    }
  }

  /**
   * Operands and operators in the order of the text. The grammar takes what follows a chain (a range, an offset, a
   * moment) for a part of the whole chain, and a sign for a part of a number: Prometheus' own parser does neither.
   */
  #parts(node: SyntaxNode): Part[] {
    const { from } = node;
    const nodes = children(node);
    const [first = node, second = node] = nodes;
    switch (node.name) {
      case 'NumberLiteral': {
        const [, sign = '', digits = ''] = /^([+-]?)\s*(.*)$/s.exec(this.#of(node)) ?? [];
        const number = { kind: 'number', from, value: parseNumber(digits) } as const;
        const part: Part = { kind: 'operand', from, expr: number };
        return sign === '' ? [part] : [{ kind: 'sign', from, negative: sign === '-' }, part];
      }
      case 'UnaryExpr':
        return [{ kind: 'sign', from, negative: this.#of(first) === '-' }, ...this.#parts(second)];
      case 'BinaryExpr': {
        const operator: Part = {
          kind: 'operator',
          op: this.#of(second).toLowerCase(),
          operatorFrom: second.from,
          bool: node.getChild('BoolModifier') !== null,
          matching: this.#matching(node.getChild('MatchingModifierClause')),
        };
        return [...this.#parts(first), operator, ...this.#parts(nodes.at(-1) ?? node)];
      }
      case 'MatrixSelector':
      case 'SubqueryExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr': {
        const parts = this.#parts(first);
        const last = parts.at(-1);
        return last?.kind === 'operand'
          ? [...parts.slice(0, -1), { ...last, expr: this.#followed(node, last, nodes.slice(1)) }]
          : this.#refuse(node, 'unexpected end of input');
      }
      default:
        return [{ kind: 'operand', from, expr: this.expr(node) }];
    }
  }

  /** An operand with what follows it. */
  #followed(node: SyntaxNode, { from, expr }: { from: number; expr: Expr }, rest: SyntaxNode[]): Expr {
    switch (node.name) {
      case 'MatrixSelector':
        return this.#matrix(node, expr, rest[0]);
      case 'SubqueryExpr':
        return this.#subquery(from, expr, rest);
      default:
        return this.#moved(node, from, expr, rest);
    }
  }

  #of(node: SyntaxNode | undefined): string {
    return node === undefined ? '' : this.#text.slice(node.from, node.to);
  }

  #refuse(node: { from: number }, message: string): never {
    throw new PromqlError(`${place(this.#text, node.from)}: parse error: ${message}`);
  }

  #first(node: SyntaxNode): SyntaxNode {
    return node.firstChild ?? this.#refuse(node, 'no expression found in input');
  }

  #selector(node: SyntaxNode): VectorSelector {
    const name = node.getChild('Identifier');
    const named = name === null ? [] : [{ name: metricNameLabel, type: '=' as const, value: this.#of(name) }];
    const given = node.getChild('LabelMatchers')?.getChildren('LabelMatcher') ?? [];
    const matchers = given.map((matcher): Matcher => {
      const [label, type, value] = children(matcher);
      return { name: this.#of(label), type: this.#of(type) as MatchType, value: parseString(this.#of(value)) };
    });
    const again = matchers.find((matcher) => matcher.name === metricNameLabel);
    if (name !== null && again !== undefined) {
      this.#refuse(node, `metric name must not be set twice: "${this.#of(name)}" or ${JSON.stringify(again.value)}`);
    }
    return { kind: 'selector', from: node.from, matchers: [...named, ...matchers], offsetMs: 0, at: null };
  }

  #duration(node: SyntaxNode | undefined): number {
    const value = parseDuration(this.#of(node));
    return value ?? this.#refuse(node as SyntaxNode, `not a valid duration string: "${this.#of(node)}"`);
  }

  #matrix(node: SyntaxNode, selector: Expr, duration: SyntaxNode | undefined): Expr {
    if (selector.kind !== 'selector') {
      return this.#refuse(node, 'ranges only allowed for vector selectors');
    }
    if (selector.offsetMs !== 0 || selector.at !== null) {
      return this.#refuse(node, 'no offset modifiers allowed before range');
    }
    return { kind: 'matrix', from: selector.from, selector, rangeMs: this.#positive(duration) };
  }

  #positive(node: SyntaxNode | undefined): number {
    const value = this.#duration(node);
    return value > 0 ? value : this.#refuse(node as SyntaxNode, 'duration must be greater than 0');
  }

  #subquery(from: number, inner: Expr, [range, step]: SyntaxNode[]): Expr {
    return {
      kind: 'subquery',
      from,
      inner,
      rangeMs: this.#positive(range),
      stepMs: step === undefined ? null : this.#positive(step),
      offsetMs: 0,
      at: null,
    };
  }

  /** `… offset 5m` and `… @ 1700000000`, in either order. */
  #moved(node: SyntaxNode, from: number, inner: Expr, rest: SyntaxNode[]): Expr {
    const isOffset = node.name === 'OffsetExpr';
    const target = inner.kind === 'matrix' ? inner.selector : inner;
    if (target.kind !== 'selector' && target.kind !== 'subquery') {
      const what = isOffset ? 'offset' : '@';
      return this.#refuse(
        { from },
        `${what} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
      );
    }
    if (isOffset ? target.offsetMs !== 0 : target.at !== null) {
      return this.#refuse({ from }, `${isOffset ? 'offset' : '@'} may not be set multiple times`);
    }
    const change = isOffset ? { offsetMs: this.#offset(rest) } : { at: this.#anchor(rest, node) };
    if (inner.kind === 'matrix') {
      return { ...inner, selector: { ...inner.selector, ...change } };
    }
    return { ...target, ...change };
  }

  #offset(parts: SyntaxNode[]): number {
    const isBack = parts.some(({ name }) => name === 'Sub');
    const value = this.#duration(parts.find(({ name }) => name === 'Duration'));
    return isBack ? -value : value;
  }

  #anchor(parts: SyntaxNode[], node: SyntaxNode): Anchor {
    const named = parts.find(({ name }) => name === 'AtModifierPreprocessors');
    if (named !== undefined) {
      return this.#of(named).startsWith('start') ? 'start' : 'end';
    }
    const sign = parts.some(({ name }) => name === 'Sub') ? -1 : 1;
    const value = sign * parseNumber(this.#of(parts.find(({ name }) => name === 'NumberLiteral')));
    if (!Number.isFinite(value)) {
      return this.#refuse(node, `timestamp out of bounds for @ modifier: ${value}`);
    }
    return Math.round(value * 1000);
  }

  #aggregate(node: SyntaxNode): Expr {
    const op = this.#of(node.getChild('AggregateOp') ?? undefined).toLowerCase();
    const modifier = node.getChild('AggregateModifier');
    const body = node.getChild('FunctionCallBody');
    const args = body === null ? [] : children(body);
    const wanted = ['topk', 'bottomk', 'quantile', 'count_values'].includes(op) ? 2 : 1;
    if (args.length === 0) {
      return this.#refuse(node, 'no arguments for aggregate expression provided');
    }
    if (args.length !== wanted) {
      return this.#refuse(
        node,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      );
    }
    const [first = node, second] = args.map((argument) => this.expr(argument));
    return {
      kind: 'aggregate',
      from: node.from,
      op,
      inner: second ?? (first as Expr),
      parameter: second === undefined ? null : (first as Expr),
      without: modifier !== null && modifier.getChild('Without') !== null,
      grouping: this.#names(modifier?.getChild('GroupingLabels') ?? null),
    };
  }

  #names(list: SyntaxNode | null): string[] {
    return list === null ? [] : list.getChildren('LabelName').map((label) => this.#of(label));
  }

  #matching(clause: SyntaxNode | null): Matching | null {
    if (clause === null) {
      return null;
    }
    const parts = children(clause);
    const group = parts.findIndex(({ name }) => name === 'GroupLeft' || name === 'GroupRight');
    const own = group < 0 ? parts : parts.slice(0, group);
    const included = group < 0 ? undefined : parts.slice(group + 1).find(({ name }) => name === 'GroupingLabels');
    return {
      on: own.some(({ name }) => name === 'On'),
      labels: this.#names(own.find(({ name }) => name === 'GroupingLabels') ?? null),
      many: group < 0 ? 'none' : parts[group]?.name === 'GroupLeft' ? 'left' : 'right',
      include: this.#names(included ?? null),
    };
  }
}
