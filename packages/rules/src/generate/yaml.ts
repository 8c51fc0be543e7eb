import { Document, type Node, Pair, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';

/** A value with a comment above it; made by {@link commented}. */
class Commented {
  readonly value: unknown;
  readonly comment: string;

  constructor(value: unknown, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}

/** Puts a comment above an entry of a list or a map. An empty comment is none. */
export function commented(value: unknown, comment: string): unknown {
  return comment === '' ? value : new Commented(value, comment);
}

/**
 * YAML of plain data, with a comment on top. Texts of several lines are literal blocks, so that
 * queries stay readable; nothing is folded, and there are no anchors.
 */
export function toYaml(top: string, data: unknown): string {
  const document = new Document();
  document.contents = build(document, data) as typeof document.contents;
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) {
        node.type = Scalar.BLOCK_LITERAL;
      }
    },
  });
  document.commentBefore = comment(top);
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true });
}

function build(document: Document, data: unknown): Node {
  if (data instanceof Commented) {
    const node = build(document, data.value);
    node.commentBefore = comment(data.comment);
    return node;
  }
  if (Array.isArray(data)) {
    const list = new YAMLSeq<Node>();
    list.items = data.map((item) => build(document, item));
    return list;
  }
  if (typeof data === 'object' && data !== null) return map(document, data);
  return new Scalar(data);
}

function map(document: Document, data: object): Node {
  const node = new YAMLMap<Scalar, Node>();
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const key = new Scalar(name);
    const isCommented = value instanceof Commented;
    // The comment belongs above the key, not between the key and its value.
    if (isCommented) key.commentBefore = comment(value.comment);
    node.items.push(new Pair(key, build(document, isCommented ? value.value : value)));
  }
  return node;
}

function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
}
