const classes = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
] as const;

export type StorageClass = (typeof classes)[number];

/** A stored class as the SDK types it; only these pass the check when an object is written. */
export const storageClassOf = (name: string): StorageClass =>
  classes.find((each) => each === name) ?? 'STANDARD';

/** Whether an object must be restored before it can be read. */
export const archived = (name: string): boolean => name === 'GLACIER' || name === 'DEEP_ARCHIVE';

/** Answers leave STANDARD out. */
export const storageClassMember = (name: string): { StorageClass?: StorageClass } =>
  name === 'STANDARD' ? {} : { StorageClass: storageClassOf(name) };

/** The class of a version in a listing: the SDK's enumeration knows STANDARD alone there, AWS answers every class. */
export const isListedClass = (name: string): name is 'STANDARD' => storageClassOf(name) === name;
