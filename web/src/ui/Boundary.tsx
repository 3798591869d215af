import { Component, type ReactNode } from "react";

interface BoundaryProps {
  /** Told once, when a part below cannot be drawn or loaded. */
  onError: (error: Error) => void;
  children: ReactNode;
}

interface BoundaryState {
  broken: boolean;
}

/** Keeps a fault of one part from taking the page with it; the part is left out. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { broken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { broken: true };
  }

  override componentDidCatch(error: Error): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
