import 'server-only';
import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PrimitiveValueListNode,
  type QueryId,
  type ValueNode,
} from 'kysely';

/**
 * Texts as both databases take them: PostgreSQL has no NUL in a text and refuses the statement, and half of a surrogate
 * pair is no UTF-8. Each becomes U+FFFD, in what is written and in what is searched for. JSON has them escaped.
 */
export function storableTexts(): KyselyPlugin {
  const transformer = new StorableTexts();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}

class StorableTexts extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode, queryId?: QueryId): ValueNode {
    const value = super.transformValue(node, queryId);
    return { ...value, value: storable(value.value) };
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
    queryId?: QueryId,
  ): PrimitiveValueListNode {
    const list = super.transformPrimitiveValueList(node, queryId);
    return { ...list, values: list.values.map(storable) };
  }
}

function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\uFFFD') : value;
}
