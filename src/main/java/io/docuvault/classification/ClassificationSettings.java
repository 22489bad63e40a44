package io.docuvault.classification;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much work classification makes.
 *
 * @param resuggestDelay how long after a decision unsorted documents are looked at again; what a person decides
 *     meanwhile is covered by the same look
 * @param resuggestDocuments how many unsorted documents, newest first, one such look covers
 * @param trainingPerTopic how many documents a topic contributes to what a provider learns from, latest decisions first
 * @param trainingDocuments how many documents it learns from in all
 * @param trainingUndecided how many documents without a decision, newest first, show it how words go together
 */
@Validated
@ConfigurationProperties("docuvault.classification")
record ClassificationSettings(
        @DefaultValue("3s") Duration resuggestDelay,
        @DefaultValue("2000") @Min(0) int resuggestDocuments,
        @DefaultValue("60") @Min(1) int trainingPerTopic,
        @DefaultValue("1200") @Min(1) int trainingDocuments,
        @DefaultValue("500") @Min(0) int trainingUndecided) {}
