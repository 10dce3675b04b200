export type Labels = Readonly<Record<string, string>>;

export type NamedSeries = {
  /** For each series the labels by which it differs from the others; its metric's name where that is all there is. */
  names: string[];
  /** Names of the labels that are not the same everywhere, the metric's first. */
  differing: string[];
  /** What is the same in all of them. */
  common: [name: string, value: string][];
};

/** Names series by what tells them apart. */
export function nameSeries(series: readonly Labels[]): NamedSeries {
  const all = [...new Set(series.flatMap((labels) => Object.keys(labels)))].sort(byName);
  const isCommon = (name: string) => series.every((labels) => labels[name] === series[0]?.[name]);
  const differing = series.length < 2 ? [] : all.filter((name) => !isCommon(name));
  const [first = {}] = series;
  const common = all
    .filter((name) => !differing.includes(name))
    .map((name): [string, string] => [name, first[name] ?? '']);
  const [only] = differing;
  const names = series.map((labels) => {
    if (only === undefined) return writtenLabels(labels);
    // One label that tells them apart needs no name.
    if (differing.length === 1) return labels[only] || `${only}=""`;
    return writtenLabels(
      Object.fromEntries(differing.flatMap((name) => (name in labels ? [[name, labels[name] ?? '']] : []))),
    );
  });
  return { names, differing, common };
}

/** Labels as PromQL writes them: `up{job="a"}`. */
export function writtenLabels({ __name__: metric = '', ...labels }: Labels): string {
  const inside = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  if (inside.length === 0) return metric === '' ? '{}' : metric;
  return `${metric}{${inside.join(', ')}}`;
}

function byName(one: string, other: string): number {
  if (one === '__name__' || other === '__name__') return one === '__name__' ? -1 : 1;
  return one < other ? -1 : 1;
}
