import type { ErrorBody } from "./types";

interface WrongPlace {
  loc: string;
  message: string;
}

function wrongPlace(error: unknown): WrongPlace {
  const { loc, message } = (error ?? {}) as { loc?: unknown; message?: unknown };
  return {
    loc: Array.isArray(loc) ? loc.join(".") : typeof loc === "string" ? loc : "",
    message: typeof message === "string" ? message : "",
  };
}

/** An answer of the server that is an error, or no answer at all (`unreachable`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What kind of error it is. */
  readonly title: string;
  readonly hint: string | null;
  /** What is wrong with the parts of what was sent. */
  readonly places: readonly WrongPlace[];
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Partial<ErrorBody> & Record<string, unknown>) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? "error";
    this.title = body.title ?? "";
    this.hint = body.hint ?? null;
    this.places = Array.isArray(body.errors) ? body.errors.map(wrongPlace) : [];
    this.body = body;
  }

  /** Worth trying again by itself: the server was not there, or not able to serve. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 502;
  }
}
