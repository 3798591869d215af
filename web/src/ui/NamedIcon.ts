import { createElement } from "react";
import {
  ArrowRight,
  Box,
  Brush,
  Crop,
  Download,
  FileOutput,
  FileText,
  Globe,
  Image,
  LayoutGrid,
  List,
  LogIn,
  LogOut,
  MessageSquare,
  Palette,
  Play,
  Save,
  Scaling,
  Sparkles,
  TextCursorInput,
  Type,
  VenetianMask,
  Video,
  Volume2,
  type LucideIcon,
  type LucideProps,
} from "lucide-react";

/** Icons that the server may name, in its spelling. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "arrow-right": ArrowRight,
  brush: Brush,
  crop: Crop,
  download: Download,
  "file-output": FileOutput,
  "file-text": FileText,
  globe: Globe,
  image: Image,
  "layout-grid": LayoutGrid,
  list: List,
  "log-in": LogIn,
  "log-out": LogOut,
  "message-square": MessageSquare,
  palette: Palette,
  play: Play,
  save: Save,
  scaling: Scaling,
  sparkles: Sparkles,
  "text-cursor-input": TextCursorInput,
  type: Type,
  "venetian-mask": VenetianMask,
  video: Video,
  "volume-2": Volume2,
};

interface NamedIconProps extends LucideProps {
  name: string;
}

/** The icon of that name; a plain box where it is not known. */
export function NamedIcon({ name, ...props }: NamedIconProps) {
  return createElement(icons[name] ?? Box, { "aria-hidden": true, ...props });
}
