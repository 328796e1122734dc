using System.Text.Json;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Messages.Templates;

/// <summary>What the API document says of the calls for templates.</summary>
internal static class TemplateReferences
{
    private static readonly ParameterReference[] TypeAndLanguage =
    [
        ParameterReference.InPath("type", "The name of a template; GET /templates lists them.", "booking_not_found"),
        ParameterReference.InPath("language", "A language code; GET /templates lists those there are.", "en"),
    ];

    private static readonly Dictionary<string, JsonElement> Values = new() { ["booking_id"] = JsonSerializer.SerializeToElement("PH-2026-17") };

    private static readonly IReadOnlyDictionary<int, string> NoTemplate = new Dictionary<int, string> { [404] = "There is no such template in that language." };

    private static readonly IReadOnlyDictionary<int, string> NotSaved = new Dictionary<int, string>
    {
        [404] = "There is no such template in that language, or no text of your own.",
        [409] = "TEMPLATES_PATH is unset, or the Gateway may not write there.",
    };

    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("GET", "/templates", "listTemplates", "The texts that are sent, what each takes, in which languages it is there")
        {
            Answers = [new(200, "The list.", new TemplateList("ru", ["en", "ru"], [new TemplateSummary("booking_not_found", "message", "The answer to /booking with an unknown id.", new Dictionary<string, string> { ["en"] = "built_in" }, ["booking_id"])], [], CanSave: true))],
            NeedsOthers = false,
        },
        new("GET", "/templates/{type}/{language}", "getTemplate", "A template's text, its values, and how it looks with samples")
        {
            Parameters = TypeAndLanguage,
            Answers =
            [
                new(200, "The template.", new TemplateDetails("booking_not_found", "en", "There is no booking {{ booking_id }}.", null, "message", "The answer to /booking with an unknown id.", 4096,
                    [new ValueDetails("booking_id", "text", Required: true, "The booking's id.", null, null)], Values, "There is no booking PH-2026-17.", "There is no booking {{ booking_id }}.")),
            ],
            Refusals = NoTemplate,
            NeedsOthers = false,
        },
        new("PUT", "/templates/{type}/{language}", "saveTemplate", "Puts a text of your own into TEMPLATES_PATH, in the place of the one that ships")
        {
            Description = "It is checked as a preview is. Every service that reads the folder uses it within seconds.",
            Parameters = TypeAndLanguage,
            Body = new(typeof(TemplateSaving.TemplateSource), "TemplateSource", """{"source":"Nobody knows a booking {{ booking_id }}."}"""),
            Answers = [new(200, "It is saved.", new TemplateSaving.SavedTemplate("booking_not_found", "en", "own"))],
            Refusals = NotSaved,
            NeedsOthers = false,
        },
        new("DELETE", "/templates/{type}/{language}", "removeTemplate", "Takes a text of your own out of TEMPLATES_PATH, so that the one that ships is used")
        {
            Parameters = TypeAndLanguage,
            Answers = [new(200, "It is removed.", new TemplateSaving.SavedTemplate("booking_not_found", "en", "built_in"))],
            Refusals = NotSaved,
            NeedsOthers = false,
        },
        new("POST", "/templates/preview", "previewTemplate", "What a template, or a draft of one, would look like")
        {
            Body = new(typeof(TemplatesApi.PreviewRequest), "PreviewRequest", """{"source":"We have your booking.","language":"en"}"""),
            Answers = [new(200, "The text.", new TemplatesApi.PreviewAnswer("We have your booking.", 21, 4096, "en", Cut: false, []))],
            NeedsOthers = false,
        },
        new("POST", "/templates/{type}/{language}/test-send", "testSendTemplate", "Sends a template to a chat of yours, with its samples where no values are given")
        {
            Description = "With source, a draft, that is sent in the place of the text in use.",
            Parameters = TypeAndLanguage,
            Body = new(typeof(TestSendRequest), "TestSendRequest", """{"chat_id":"123456789"}"""),
            Answers = [new(202, "It is on its way.", new TemplatesApi.TestSendAnswer(Success: true, Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11"))) { Headers = AnswerReference.Location }],
            Refusals = NoTemplate,
        },
    ];
}
