'use client';

import { useState } from 'react';

type Span = { fromMs: number; toMs: number };

/** The range that the data on screen were asked for: while old ones stay until the new are there, that of the old. */
export function useAnsweredRange<Range extends Span>(range: Range, isOld: boolean): Range {
  const [answered, setAnswered] = useState(range);
  const isSame = answered.fromMs === range.fromMs && answered.toMs === range.toMs;
  if (!isOld && !isSame) setAnswered(range);
  return isOld ? answered : range;
}
