import { createElement } from "react";
import {
  ArrowRight,
  Box,
  Brush,
  Crop,
  Database,
  Download,
  FileOutput,
  FileText,
  Folder,
  Globe,
  HardDrive,
  Image,
  KeyRound,
  KeySquare,
  LayoutGrid,
  List,
  LogIn,
  LogOut,
  Mail,
  MessageSquare,
  Palette,
  Play,
  Save,
  Scaling,
  Scissors,
  Sparkles,
  TextCursorInput,
  Type,
  UserRound,
  VenetianMask,
  Video,
  Volume2,
  ZoomIn,
  type LucideIcon,
  type LucideProps,
} from "lucide-react";

/** Icons that the server may name, in its spelling. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "arrow-right": ArrowRight,
  brush: Brush,
  crop: Crop,
  database: Database,
  download: Download,
  "file-output": FileOutput,
  "file-text": FileText,
  folder: Folder,
  globe: Globe,
  "hard-drive": HardDrive,
  image: Image,
  "key-round": KeyRound,
  "key-square": KeySquare,
  "layout-grid": LayoutGrid,
  list: List,
  "log-in": LogIn,
  "log-out": LogOut,
  mail: Mail,
  "message-square": MessageSquare,
  palette: Palette,
  play: Play,
  save: Save,
  scaling: Scaling,
  scissors: Scissors,
  sparkles: Sparkles,
  "text-cursor-input": TextCursorInput,
  type: Type,
  "user-round": UserRound,
  "venetian-mask": VenetianMask,
  video: Video,
  "volume-2": Volume2,
  "zoom-in": ZoomIn,
};

interface NamedIconProps extends LucideProps {
  name: string;
}

/** The icon of that name; a plain box where it is not known. */
export function NamedIcon({ name, ...props }: NamedIconProps) {
  return createElement(icons[name] ?? Box, { "aria-hidden": true, ...props });
}
