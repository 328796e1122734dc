namespace PhStudio.Messaging.Contracts;

/// <summary>How many decimals a currency has (ISO 4217).</summary>
public static class Currencies
{
    /// <summary>The currency of an amount that names none.</summary>
    public const string Default = "RUB";

    /// <summary>The most decimals that any currency has.</summary>
    public const int MostDigits = 4;

    private const string None = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string Three = "BHD IQD JOD KWD LYD OMR TND";
    private const string Four = "CLF UYW";

    private static readonly IReadOnlyDictionary<string, int> Others = new[] { (None, 0), (Three, 3), (Four, MostDigits) }
        .SelectMany(row => row.Item1.Split(' '), (row, code) => (code, row.Item2))
        .ToDictionary(entry => entry.code, entry => entry.Item2);

    /// <summary>The decimals of a currency by its code; two where the code is not one of those that differ.</summary>
    public static int Digits(string code) => Others.GetValueOrDefault(code, 2);
}
