import { shallowRef } from 'vue';

/** Which documents: these, or all that a list shows with its filters. */
export type ReclassifyScope =
  | { documentIds: string[] }
  | {
      filter: {
        topic?: string;
        type?: string[];
        status?: string[];
        connection?: string;
        from?: string;
        to?: string;
      };
    };

/** What somebody wants to have sorted again, from any page; the dialog says what that takes before it begins. */
export const reclassifyWish = shallowRef<ReclassifyScope | null>(null);
