import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/**
 * VeraPdf FLAVOUR, paths on standard input: answers each with "=path", then one line "-N x RULE MESSAGE" for
 * each rule that it breaks. Starting Java costs two seconds, a file a tenth: so all files go into one run.
 */
public class VeraPdf {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(args[0]);
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            System.err.println("veraPDF knows no flavour " + args[0]);
            System.exit(2);
        }
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path; (path = paths.readLine()) != null; ) {
            Map<String, Integer> broken = new TreeMap<>();
            try (FileInputStream file = new FileInputStream(path);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
                var result = validator.validate(parser);
                for (TestAssertion test : result.getTestAssertions()) {
                    if (test.getStatus() == TestAssertion.Status.FAILED) {
                        var rule = test.getRuleId();
                        broken.merge(rule.getClause() + "-" + rule.getTestNumber() + " " + test.getMessage(), 1, Integer::sum);
                    }
                }
                if (!result.isCompliant() && broken.isEmpty()) {
                    broken.put("not compliant, no rule named", 1);
                }
            } catch (Throwable error) { // a file that cannot be read is a finding too, and the next one is still read
                broken.put("unreadable: " + error, 1);
            }
            System.out.println("=" + path);
            broken.forEach((rule, times) -> System.out.println("-" + times + " x " + rule.replaceAll("\\s+", " ")));
        }
    }
}
