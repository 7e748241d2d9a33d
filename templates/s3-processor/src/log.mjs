/** Writes one JSON line; an error among the fields is told by its name and message. */
export function log(level, message, fields) {
  const { cause } = fields;
  const told = cause instanceof Error ? { ...fields, cause: `${cause.name}: ${cause.message}` } : fields;
  console.log(JSON.stringify({ level, message, ...told }));
}
