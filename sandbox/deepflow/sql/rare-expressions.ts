import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { byName } from '@/sandbox/deepflow/sql/by-name';
import type { ExpressionParser } from '@/sandbox/deepflow/sql/expression-parser';
import { printExpression, printItem, printName, printOrders, quoteString } from '@/sandbox/deepflow/sql/print';
import type { TokenStream } from '@/sandbox/deepflow/sql/token-stream';

type Rule = (tokens: TokenStream, parser: ExpressionParser, word: string) => Expression;

const rare = (goType: string, text: string): Expression => ({ kind: 'rare', goType: `*sqlparser.${goType}`, text });

const castTypes = [...['binary', 'char', 'date', 'datetime', 'decimal', 'json', 'nchar', 'signed', 'time', 'unsigned']];

/** What MySQL's grammar has and the engine takes nowhere: it is read, so that the refusal is the engine's own. */
const rules = byName<Rule>({
  cast: (tokens, parser) => {
    tokens.expectSign('(');
    const operand = printExpression(parser.expression());
    tokens.expectWord('as');
    return closed(tokens, 'ConvertExpr', `convert(${operand}, ${castType(tokens)})`);
  },
  convert: (tokens, parser) => {
    tokens.expectSign('(');
    const operand = printExpression(parser.expression());
    if (tokens.acceptWord('using')) {
      return closed(tokens, 'ConvertUsingExpr', `convert(${operand} using ${charset(tokens)})`);
    }
    tokens.expectSign(',');
    return closed(tokens, 'ConvertExpr', `convert(${operand}, ${castType(tokens)})`);
  },
  case: (tokens, parser) => {
    const operand = tokens.isWord('when') ? '' : `${printExpression(parser.expression())} `;
    let arms = '';
    do {
      tokens.expectWord('when');
      const when = printExpression(parser.expression());
      tokens.expectWord('then');
      arms += `when ${when} then ${printExpression(parser.expression())} `;
    } while (tokens.isWord('when'));
    const otherwise = tokens.acceptWord('else') ? `else ${printExpression(parser.expression())} ` : '';
    tokens.expectWord('end');
    return rare('CaseExpr', `case ${operand}${arms}${otherwise}end`);
  },
  substr,
  substring: substr,
  group_concat: (tokens, parser) => {
    tokens.expectSign('(');
    const distinct = tokens.acceptWord('distinct') ? 'distinct ' : '';
    const items = parser.selectItems().map(printItem).join(', ');
    const orders = printOrders(parser.orderBy());
    const separator = tokens.acceptWord('separator') ? ` separator ${quoteString(text(tokens))}` : '';
    const orderBy = orders === '' ? '' : ` order by ${orders}`;
    return closed(tokens, 'GroupConcatExpr', `group_concat(${distinct}${items}${orderBy}${separator})`);
  },
  match: (tokens, parser) => {
    tokens.expectSign('(');
    const columns = parser.selectItems().map(printItem).join(', ');
    tokens.expectSign(')');
    tokens.expectWord('against');
    tokens.expectSign('(');
    return closed(tokens, 'MatchExpr', `match(${columns}) against (${printExpression(parser.value())})`);
  },
  values: (tokens, parser) => {
    tokens.expectSign('(');
    return closed(tokens, 'ValuesFuncExpr', `values(${printExpression(parser.value())})`);
  },
  default: (tokens) => {
    if (!tokens.acceptSign('(')) {
      return rare('Default', 'default');
    }
    return closed(tokens, 'Default', `default(${tokens.expectName()})`);
  },
  interval: (tokens, parser) => {
    const count = printExpression(parser.value());
    return rare('IntervalExpr', `interval ${count} ${printName(tokens.expectName())}`);
  },
  ...Object.fromEntries(
    [
      ...['utc_timestamp', 'utc_time', 'utc_date', 'localtime', 'localtimestamp'],
      ...['current_timestamp', 'current_date', 'current_time'],
    ].map((name): [string, Rule] => [name, now]),
  ),
});

/** Reads an expression that begins with a word of its own; null where the word is none of these. */
export function rareExpression(tokens: TokenStream, parser: ExpressionParser): Expression | null {
  const word = tokens.ahead.kind === 'word' ? tokens.ahead.value.toLowerCase() : '';
  const rule = rules[word];
  if (rule === undefined) {
    return null;
  }
  tokens.take();
  return rule(tokens, parser, word);
}

/** `x collate charset`, as often as it stands there. */
export function collated(tokens: TokenStream, operand: Expression): Expression {
  let expression = operand;
  while (tokens.acceptWord('collate')) {
    expression = rare('CollateExpr', `${printExpression(expression)} collate ${charset(tokens)}`);
  }
  return expression;
}

function substr(tokens: TokenStream, parser: ExpressionParser): Expression {
  tokens.expectSign('(');
  const parts = [parser.value()];
  if (tokens.acceptWord('from')) {
    parts.push(parser.value());
    tokens.expectWord('for');
    parts.push(parser.value());
  } else {
    tokens.expectSign(',');
    parts.push(parser.value());
    if (tokens.acceptSign(',')) {
      parts.push(parser.value());
    }
  }
  return closed(tokens, 'SubstrExpr', `substr(${parts.map(printExpression).join(', ')})`);
}

function now(tokens: TokenStream, _parser: ExpressionParser, word: string): Expression {
  if (tokens.acceptSign('(')) {
    tokens.expectSign(')');
  }
  return { kind: 'call', qualifier: '', name: word, distinct: false, args: [] };
}

function closed(tokens: TokenStream, goType: string, printed: string): Expression {
  tokens.expectSign(')');
  return rare(goType, printed);
}

function castType(tokens: TokenStream): string {
  const word = castTypes.find((type) => tokens.isWord(type)) ?? tokens.fail();
  tokens.take();
  if (word === 'signed' || word === 'unsigned') {
    tokens.acceptWord('integer');
  }
  if (!tokens.acceptSign('(')) {
    return word;
  }
  const sizes = [whole(tokens)];
  if (tokens.acceptSign(',')) {
    sizes.push(whole(tokens));
  }
  tokens.expectSign(')');
  return `${word}(${sizes.join(', ')})`;
}

function whole(tokens: TokenStream): string {
  return tokens.ahead.kind === 'int' ? tokens.take().value : tokens.fail();
}

function text(tokens: TokenStream): string {
  return tokens.ahead.kind === 'string' ? tokens.take().value : tokens.fail();
}

function charset(tokens: TokenStream): string {
  return tokens.ahead.kind === 'string' ? tokens.take().value : tokens.expectName();
}
