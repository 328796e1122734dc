using System.Collections.Frozen;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>The last parts of host names by which Telegram knows an address without a scheme: those of countries, and of the others the common ones.</summary>
internal static class TopLevelDomains
{
    private const string Countries = """
        ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee
        eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb
        lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru
        rw sa sb sc sd se sg sh si sj sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
        """;

    private const string Common = """
        academy accountant accountants actor adult aero africa agency airforce amsterdam android apartments app apple arab archi army art asia associates attorney auction audi audio auto autos baby
        band bank bar barcelona bargains baseball basketball beauty beer berlin best bet bible bid bike bingo bio biz black blog blue bmw boats bond book booking boutique box broadway broker
        brussels build builders business buy buzz cafe cam camera camp capital car cards care career careers cars casa cash casino cat catering center ceo charity chat cheap christmas church city
        claims cleaning click clinic clothing cloud club coach codes coffee college cologne com community company compare computer condos construction consulting contact contractors cooking cool
        coop country coupon coupons courses credit creditcard cricket cruise cruises cymru dance date dating day deal deals degree delivery democrat dental dentist design dev diamonds diet digital
        direct directory discount diy docs doctor dog domains dot download drive dubai earth eat edu education email energy engineer engineering enterprises equipment estate events exchange expert
        exposed express fail faith family fan fans farm fashion film finance financial fish fishing fit fitness flights florist flowers fly foo food football forex forsale forum foundation free
        frontier fun fund furniture futbol fyi gallery game games garden gay gift gifts giving glass global gmbh gmail gold golf goo goog google gov graphics gratis green gripe grocery group guide
        guitars guru hair hamburg health healthcare help helsinki here hiphop hiv hockey holdings holiday homes horse hospital host hosting hot hotels house how ice info ing ink institute insurance
        insure int international investments irish istanbul jetzt jewelry jobs joy juegos kaufen kids kim kitchen kiwi koeln kyoto land latino law lawyer lease legal lgbt life lifestyle lighting
        limited limo link live living loan loans locker lol london lotto love ltd luxe luxury madrid maison management mango map market marketing markets mba med media meet melbourne meme memorial
        men menu miami mil mobi mobile moda money monster mortgage moscow motorcycles mov movie museum music nagoya name navy net network new news ngo ninja now nyc observer okinawa one ong online
        ooo open orange org organic osaka page paris partners parts party pay pet phone photo photography photos physio pics pictures pid pink pizza place play plumbing plus poker porn post press
        prime pro productions prof promo properties property protection pub qpon quebec racing radio read realestate realtor realty recipes red rehab reise reisen rent rentals repair report
        republican rest restaurant review reviews rich rio rip rocks rodeo room rugby ruhr run ryukyu safe safety sale salon sarl save school schule science scot search secure security services sex
        sexy shoes shop shopping show singles site skin sky sling soccer social software solar solutions song sony soy space spa sport spot srl store storage stream studio study style supplies
        supply support surf surgery sydney systems taipei talk tatar tattoo tax taxi team tech technology tel tennis theater theatre tickets tienda tips tires tirol today tokyo ton tools top tours town
        toys trade trading training travel tube university uno vacations vegas ventures versicherung vet viajes video villas vin vip vision vodka vote voting voto voyage wales wang watch watches
        weather webcam website wed wedding whoswho wien wiki win wine winners work works world wtf xbox xxx xyz yachts yandex yoga yokohama you youtube zero zip zone zuerich
        """;

    private const string OtherScripts = """
        рф рус москва дети онлайн сайт орг ком бел укр мкд мон срб бг қаз ею 中国 中國 香港 台湾 网络 公司 商城 在线 我爱你 한국 삼성 닷컴 みんな ストア コム भारत ไทย
        """;

    private static readonly FrozenSet<string> All = $"{Countries} {Common} {OtherScripts}".Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True in small letters, and with a large letter at the beginning; a small one before large ones is none.</summary>
    public static bool Contain(string top)
    {
        ArgumentException.ThrowIfNullOrEmpty(top);
        var small = top.ToLowerInvariant();
        return (small == top || small[0] != top[0]) && All.Contains(small);
    }
}
