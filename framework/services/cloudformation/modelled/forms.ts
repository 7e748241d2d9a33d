/**
 * What ids and attributes of types look like that no service here implements, by type (without `AWS::`) and
 * attribute. Sources: examples in each type's page of the CloudFormation User Guide, and the API references of the
 * services.
 *
 * A form is a text with placeholders. `{hex:17}` and its like are drawn (hex, digits, lower, upper, alpha, mixed,
 * uuid) and stand for the same text wherever they appear in one resource; a third part makes another one:
 * `{hex:17:eni}`. `{count:.Family}` counts up for each value of the property. `{name}` is the resource's name;
 * `{.Port|80}` is a property, or what follows `|` without one; `{@Arn}` is another attribute; the rest is
 * `{partition} {region} {account} {suffix} {zone} {iso}`.
 */
import data from './forms.json';

type Texts = Readonly<Record<string, string>>;

/** By `Service::Type.Attribute`. */
export const forms: Texts = data.forms;

/** Ids of EC2, whose forms are all a prefix and 17 hexadecimal digits; the attribute is the type's identifier. */
export const ec2Prefixes: Texts = data.ec2Prefixes;

/** Further attributes of EC2. */
export const ec2Forms: Texts = data.ec2Forms;

/** Attributes that are lists. */
export const listForms: Readonly<Record<string, readonly string[]>> = data.listForms;

/** Services whose name in ARNs is not their namespace in lower case. */
export const arnServices: Texts = data.arnServices;

/** The most characters of a generated name, for types that have a limit of their own; 255 otherwise. */
export const nameLengthMax: Readonly<Record<string, number>> = data.nameLengthMax;

/** Services whose resources have names in lower case only. */
export const lowerCaseNames: readonly string[] = data.lowerCaseNames;
