import { z } from 'zod';

/** As much of JSON Schema as the document uses. */
export const schemaWire = z.looseObject({
  $ref: z.string().optional(),
  /** Of several kinds, the first is taken: the others are mutations. */
  type: z.union([z.string(), z.array(z.string()).transform(([first = 'null']) => first)]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  examples: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), schemaWire).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schemaWire]).optional();
  },
  get items() {
    return schemaWire.optional();
  },
  get anyOf() {
    return z.array(schemaWire).optional();
  },
  get oneOf() {
    return z.array(schemaWire).optional();
  },
});
export type Schema = z.output<typeof schemaWire>;

const content = z.record(z.string(), z.object({ schema: schemaWire }));
const operationWire = z.looseObject({
  operationId: z.string(),
  parameters: z
    .array(
      z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: schemaWire }),
    )
    .default([]),
  requestBody: z.looseObject({ content }).optional(),
});
const documentWire = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationWire)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaWire) }),
});

export interface Operation extends z.output<typeof operationWire> {
  readonly method: string;
  readonly path: string;
}

export interface Described {
  readonly operations: readonly Operation[];
  /** Schemas that others refer to, by `#/components/schemas/…`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** All operations of an OpenAPI document. */
export const describedIn = (json: unknown): Described => {
  const { paths, components } = documentWire.parse(json);
  return {
    operations: Object.entries(paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    ),
    schemas: components.schemas,
  };
};
