using PhStudio.Messaging.Templates.Formatting;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>The form that goes with a number, language by language: what CLDR gives as examples of its rules.</summary>
public sealed class PluralForms
{
    [Theory]
    [InlineData("en", "1:0 0:1 2:1 21:1 -1:0")]
    [InlineData("fr", "0:0 1:0 2:1 21:1 100:1")]
    [InlineData("pt", "0:0 1:0 2:1")]
    [InlineData("tr", "1:0 0:1 2:1")]
    [InlineData("is", "1:0 21:0 31:0 101:0 11:1 111:1 0:1 2:1")]
    [InlineData("mk", "1:0 21:0 11:1 2:1")]
    [InlineData("ru", "1:0 21:0 101:0 2:1 3:1 24:1 102:1 0:2 5:2 11:2 14:2 19:2 111:2 100:2")]
    [InlineData("uk", "1:0 21:0 2:1 34:1 0:2 12:2 20:2")]
    [InlineData("sr", "1:0 21:0 2:1 24:1 0:2 5:2 12:2")]
    [InlineData("pl", "1:0 2:1 4:1 22:1 104:1 0:2 5:2 12:2 21:2 101:2 112:2")]
    [InlineData("cs", "1:0 2:1 4:1 0:2 5:2 21:2 22:2")]
    [InlineData("sk", "1:0 3:1 0:2 5:2 22:2")]
    [InlineData("lt", "1:0 21:0 101:0 2:1 9:1 22:1 0:2 10:2 11:2 19:2 20:2 111:2")]
    [InlineData("lv", "0:0 10:0 11:0 19:0 20:0 100:0 1:1 21:1 101:1 2:2 9:2 22:2 111:0")]
    [InlineData("ro", "1:0 0:1 2:1 19:1 101:1 119:1 20:2 35:2 100:2 120:2")]
    [InlineData("sl", "1:0 101:0 201:0 2:1 102:1 3:2 4:2 103:2 0:3 5:3 11:3 21:3 100:3")]
    [InlineData("gd", "1:0 11:0 2:1 12:1 3:2 10:2 13:2 19:2 0:3 20:3 21:3 100:3 101:3")]
    public void Each_number_has_its_form(string language, string expected)
    {
        var forms = PluralRules.Forms(language)!.Value;

        Assert.All(expected.Split(' ').Select(pair => pair.Split(':')), pair =>
            Assert.Equal((pair[0], int.Parse(pair[1], null)), (pair[0], PluralRules.Index(language, long.Parse(pair[0], null), forms))));
    }

    [Theory]
    [InlineData("pl", 21, "zamówień")]
    [InlineData("cs", 21, "zamówień")]
    [InlineData("ru", 21, "zamówienie")]
    public void A_text_has_the_form_of_its_language(string language, long count, string form) =>
        Assert.Equal(form, LocaleFormatter.Plural(count, ["zamówienie", "zamówienia", "zamówień"], language));

    [Theory]
    [InlineData(2, 21, 1)]
    [InlineData(3, 21, 0)]
    [InlineData(3, 5, 2)]
    public void In_a_language_that_is_not_known_two_forms_are_as_in_English_and_three_as_in_Russian(int forms, long count, int index) =>
        Assert.Equal(index, PluralRules.Index("xx", count, forms));

    [Theory]
    [InlineData("pl", 1, 0)]
    [InlineData("pl", 5, 1)]
    [InlineData("lv", 1, 0)]
    [InlineData("lv", 0, 1)]
    public void Two_forms_in_a_language_of_three_are_one_and_other(string language, long count, int index) =>
        Assert.Equal(index, PluralRules.Index(language, count, forms: 2));
}
