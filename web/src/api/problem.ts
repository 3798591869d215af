import type { ErrorBody } from "./types";

/** An answer of the server that is an error, or no answer at all (`unreachable`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | null;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Partial<ErrorBody> & Record<string, unknown>) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? "error";
    this.hint = body.hint ?? null;
    this.body = body;
  }

  /** Worth trying again by itself: the server was not there, or not able to serve. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 502;
  }
}
