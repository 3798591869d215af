/** A group of texts in another language: a text for every key of the English group, and no other key. */
export type Words<English> = { readonly [Key in keyof English]: string };
