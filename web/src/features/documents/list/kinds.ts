import { File, FileArchive, FileSpreadsheet, FileText, FileType2, Image, Mail } from '@lucide/vue';
import type { Component } from 'vue';
import type { Kind } from '../data/filters';

export const kindIcons: Record<Kind, Component> = {
  pdf: FileText,
  image: Image,
  office: FileSpreadsheet,
  text: FileType2,
  mail: Mail,
  archive: FileArchive,
  other: File,
};
