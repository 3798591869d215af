import { createElement } from "react";
import {
  Box,
  CalendarClock,
  Combine,
  Crop,
  Database,
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
  MousePointerClick,
  Repeat,
  Save,
  Scaling,
  Scissors,
  Sparkles,
  Type,
  UserRound,
  VenetianMask,
  Video,
  Volume2,
  Webhook,
  ZoomIn,
  type LucideIcon,
  type LucideProps,
} from "lucide-react";

/** Icons that the server may name, in its spelling. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "calendar-clock": CalendarClock,
  combine: Combine,
  crop: Crop,
  database: Database,
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
  "mouse-pointer-click": MousePointerClick,
  repeat: Repeat,
  save: Save,
  scaling: Scaling,
  scissors: Scissors,
  sparkles: Sparkles,
  type: Type,
  "user-round": UserRound,
  "venetian-mask": VenetianMask,
  video: Video,
  "volume-2": Volume2,
  webhook: Webhook,
  "zoom-in": ZoomIn,
};

interface DrawnIconProps extends LucideProps {
  name: string;
}

/** The icon of that name; a plain box where it is not known. */
export function DrawnIcon({ name, ...props }: DrawnIconProps) {
  return createElement(icons[name] ?? Box, { "aria-hidden": true, ...props });
}
